package io.athanor.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;

@AnalyzeClasses(packages = "io.athanor", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule contractsDependOnNothingOfOurs =
            noClasses()
                    .that()
                    .resideInAPackage("io.athanor.contracts..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.athanor.metrics..", "org.apache.kafka..", "jakarta..");

    @ArchTest
    static final ArchRule rulesCurvesAndDiagnosesArePure =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "io.athanor.metrics.rules..",
                            "io.athanor.metrics.curve..",
                            "io.athanor.metrics.diagnosis..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.apache.kafka..",
                            "jakarta..",
                            "io.quarkus..",
                            "io.micrometer..",
                            "io.athanor.metrics.series..",
                            "io.athanor.metrics.stream..",
                            "io.athanor.metrics.http..");

    @ArchTest
    static final ArchRule rulesKnowNoCurves =
            noClasses()
                    .that()
                    .resideInAPackage("io.athanor.metrics.rules..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.athanor.metrics.curve..");

    @ArchTest
    static final ArchRule dependenciesComeByConstructor =
            noFields()
                    .that()
                    .areDeclaredInClassesThat()
                    .resideInAPackage("io.athanor.metrics..")
                    .should()
                    .beAnnotatedWith(Inject.class);

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses()
                    .that()
                    .resideInAPackage("io.athanor.metrics..")
                    .should()
                    .haveNameMatching(".*(Impl|Utils?|Manager|Helper|Service)");

    @ArchTest
    static final ArchRule nobodySleeps =
            noClasses()
                    .that()
                    .resideInAPackage("io.athanor.metrics..")
                    .should()
                    .callMethod(Thread.class, "sleep", long.class);
}
