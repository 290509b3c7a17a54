package dev.hayabashi.daemon.doctor;

import java.util.List;

/**
 * All findings together.
 *
 * @param ok how many things are as they should be
 * @param warn how many want something
 * @param fail how many break the lab
 * @param findings what was found, check by check
 */
public record DoctorReport(int ok, int warn, int fail, List<Finding> findings) {
    public DoctorReport {
        findings = List.copyOf(findings);
    }

    static DoctorReport of(List<Finding> findings) {
        return new DoctorReport(
                count(findings, Level.OK), count(findings, Level.WARN), count(findings, Level.FAIL), findings);
    }

    private static int count(List<Finding> findings, Level level) {
        return (int) findings.stream()
                .filter(finding -> finding.level().equals(level.label()))
                .count();
    }
}
