package org.bootagent.features;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of the house: who may know whom. */
@AnalyzeClasses(packages = "org.bootagent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule apiKnowsTheJdkAndOsgiAnnotationsOnly = classes()
            .that()
            .resideInAPackage("org.bootagent.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.bootagent.api..", "java..", "org.osgi.annotation..", "org.osgi.service.component.annotations");

    @ArchTest
    static final ArchRule anActionKnowsTheContractsOnly = classes()
            .that()
            .resideInAPackage("org.bootagent.job..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.bootagent.job..",
                    "org.bootagent.api..",
                    "org.bootagent.concurrent..",
                    "java..",
                    "org.apache.hc..",
                    "org.slf4j..",
                    "org.osgi..");

    @ArchTest
    static final ArchRule concurrentKnowsTheJdkOnly = classes()
            .that()
            .resideInAPackage("org.bootagent.concurrent..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.bootagent.concurrent..", "java..", "org.slf4j..", "org.osgi.annotation..");

    @ArchTest
    static final ArchRule anActionKnowsNoSibling =
            slices().matching("org.bootagent.job.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule theHostAgentAndBooterMeetOnTheWireOnly = noClasses()
            .that()
            .resideInAPackage("org.bootagent.booter..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.bootagent.dispatcher..",
                    "org.bootagent.packages..",
                    "org.bootagent.process..",
                    "org.bootagent.metafile..",
                    "org.bootagent.report..",
                    "org.bootagent.transport..",
                    "org.bootagent.console..",
                    "org.bootagent.job..");

    @ArchTest
    static final ArchRule theFleetDoesNoInputAndOutput = noClasses()
            .that()
            .resideInAPackage("org.bootagent.booter.fleet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "java.net..", "java.nio.file..", "jakarta..", "org.jdbi..");

    @ArchTest
    static final ArchRule theFleetKnowsNoOtherBundleOfBooter = classes()
            .that()
            .resideInAPackage("org.bootagent.booter.fleet..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("org.bootagent.booter..")
                    .or(resideInAPackage("org.bootagent.booter.fleet..")));

    @ArchTest
    static final ArchRule bundlesDoNotGoInCircles =
            slices().matching("org.bootagent.(*)..").should().beFreeOfCycles();
}
