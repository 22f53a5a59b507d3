package io.athanor.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.athanor.launcher",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Manager|Helper|Service)");

    @ArchTest
    static final ArchRule nothingSleeps =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.athanor.launcher.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theLeashStandsAlone =
            noClasses()
                    .that()
                    .resideInAPackage("io.athanor.launcher.leash")
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "java..", "io.athanor.launcher.leash", "org.jspecify..");

    @ArchTest
    static final ArchRule whatPeopleSeeKnowsNoProcesses =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.athanor.launcher.view", "io.athanor.launcher.api")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.athanor.launcher.local");
}
