package dev.hayabashi.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of docs/ARCHITECTURE.md, and what the engines must not know. */
class ArchitectureTest {
    private static final String ROOT = "dev.hayabashi.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.hayabashi");

    /** Module to what it may depend on: our modules by name, libraries by package. The JDK and JSpecify are open to all. */
    private static final Map<String, List<String>> ARROWS = Map.of(
            "stp", List.of(),
            "bridgecore", List.of("stp", "io.netty.buffer.."),
            "tapio", List.of("bridgecore", "io.netty..", "com.sun.jna..", "org.slf4j.."),
            "services",
                    List.of(
                            "bridgecore",
                            "stp",
                            "io.netty.buffer..",
                            "io.netty.handler.codec.dns..",
                            "io.netty.util.."),
            "metrics", List.of("bridgecore", "stp", "io.micrometer..", "io.netty.."),
            // org.xml.sax is the JDK's.
            "config", List.of("tools.jackson..", "com.fasterxml.jackson..", "org.xml.sax.."),
            "daemon",
                    List.of(
                            "stp",
                            "bridgecore",
                            "tapio",
                            "config",
                            "services",
                            "metrics",
                            "io.netty..",
                            "reactor..",
                            "org.reactivestreams..",
                            "tools.jackson..",
                            "com.fasterxml.jackson..",
                            "org.slf4j.."),
            "cli",
                    List.of(
                            "stp",
                            "bridgecore",
                            "tapio",
                            "config",
                            "daemon",
                            "picocli..",
                            "io.netty..",
                            "reactor..",
                            "org.reactivestreams..",
                            "tools.jackson..",
                            "com.fasterxml.jackson..",
                            "org.slf4j..",
                            "ch.qos.logback.."));

    @TestFactory
    List<DynamicTest> modulesDependAlongTheArrowsOnly() {
        return ARROWS.entrySet().stream()
                .map(arrow -> DynamicTest.dynamicTest(arrow.getKey(), () -> {
                    List<String> allowed = new ArrayList<>(
                            Arrays.asList("java..", "javax..", "jdk..", "sun.misc..", "org.jspecify.annotations.."));
                    allowed.add(ROOT + arrow.getKey() + "..");
                    for (String target : arrow.getValue()) {
                        allowed.add(target.endsWith("..") ? target : ROOT + target + "..");
                    }
                    classes()
                            .that()
                            .resideInAPackage(ROOT + arrow.getKey() + "..")
                            .should()
                            .onlyDependOnClassesThat()
                            .resideInAnyPackage(allowed.toArray(String[]::new))
                            .check(CLASSES);
                }))
                .toList();
    }

    @Test
    void everyModuleHasItsArrows() {
        classes()
                .should()
                .resideInAnyPackage(
                        ARROWS.keySet().stream().map(m -> ROOT + m + "..").toArray(String[]::new))
                .check(CLASSES);
    }

    /** Targets are tests: nothing that is shipped knows them, or the fuzzer. */
    @Test
    void fuzzingIsNoPartOfTheProduct() {
        noClasses()
                .should()
                .resideInAPackage(ROOT + "fuzz..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "fuzz..", "com.code_intelligence..")
                .check(CLASSES);
    }

    @Test
    void enginesHaveNoClockNoThreadsNoInput() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "stp..", ROOT + "bridgecore..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.net..", "java.util.concurrent..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, Runtime.class, Process.class, ProcessBuilder.class)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + "(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
