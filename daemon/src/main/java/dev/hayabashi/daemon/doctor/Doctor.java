package dev.hayabashi.daemon.doctor;

import java.util.ArrayList;
import java.util.List;

/** Runs all checks. */
public final class Doctor {
    private static final List<Check> CHECKS = List.of(
            new DaemonCheck(),
            new CapabilitiesCheck(),
            new ForwardPolicyCheck(),
            new BridgeNetfilterCheck(),
            new IpForwardCheck(),
            new SubnetCheck(),
            new OtherDhcpCheck(),
            new GuestMacCheck(),
            new TapOwnerCheck(),
            new MultiQueueCheck(),
            new BusyTapCheck(),
            new ManagerCheck(),
            new MtuCheck(),
            new IoUringCheck(),
            new LeftoversCheck());

    private Doctor() {}

    /** Runs all checks; changes nothing. What cannot be looked at is a warning. */
    public static DoctorReport examine(Surroundings around) {
        List<Finding> findings = new ArrayList<>();
        for (Check check : CHECKS) {
            try {
                findings.addAll(check.look(around));
            } catch (CannotLookException e) {
                String[] mend = e.mend().isEmpty() ? new String[0] : new String[] {e.mend()};
                findings.add(Finding.warn(check.name(), "not looked at: " + e.getMessage(), mend));
            }
        }
        return DoctorReport.of(findings);
    }
}
