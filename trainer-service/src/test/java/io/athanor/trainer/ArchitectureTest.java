package io.athanor.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;

@AnalyzeClasses(
        packages = "io.athanor.trainer",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Manager|Helper|Service)");

    @ArchTest
    static final ArchRule trainingKnowsNeitherKafkaNorQuarkus =
            noClasses()
                    .that()
                    .resideInAnyPackage("..data..", "..network..", "..program..", "..training..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka..", "io.quarkus..", "io.smallrye..", "jakarta..");

    @ArchTest
    static final ArchRule networksKnowNothingOfTheEngine =
            noClasses()
                    .that()
                    .resideInAPackage("..network..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ai.djl..");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.athanor.trainer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dependenciesComeByConstructor =
            fields().should().notBeAnnotatedWith(Inject.class);

    @ArchTest
    static final ArchRule nothingSleeps =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
