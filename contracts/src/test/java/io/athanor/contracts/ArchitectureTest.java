package io.athanor.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.athanor.contracts",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dependOnNothingButJacksonAnnotationsAndJSpecify =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.athanor.contracts..",
                            "java..",
                            "com.fasterxml.jackson.annotation",
                            "org.jspecify.annotations");

    @ArchTest
    static final ArchRule areNotNamedForWhatTheyAreNot =
            noClasses()
                    .should()
                    .haveNameMatching(".*(Impl|Utils?|Manager|Helper|Service|Dto|Message)");
}
