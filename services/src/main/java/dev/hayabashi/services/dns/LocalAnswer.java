package dev.hayabashi.services.dns;

import java.util.List;

/**
 * An answer that was found here.
 *
 * @param responseCode NOERROR or NXDOMAIN
 * @param records the answer section
 * @param zone owner of the SOA record in the authority section when there is no answer, empty for none
 * @param soaAsked whether the SOA record is the answer itself
 */
record LocalAnswer(int responseCode, List<LocalRecord> records, String zone, boolean soaAsked) {
    static final int NO_ERROR = 0;
    static final int FORMAT_ERROR = 1;
    static final int SERVER_FAILURE = 2;
    static final int NAME_ERROR = 3;
    static final int NOT_IMPLEMENTED = 4;
    static final int REFUSED = 5;

    /** The name exists and has these records of the type that was asked for, perhaps none. */
    static LocalAnswer of(List<LocalRecord> records, String zone) {
        return new LocalAnswer(NO_ERROR, records, zone, false);
    }

    static LocalAnswer noData(String zone) {
        return of(List.of(), zone);
    }

    static LocalAnswer nameError(String zone) {
        return new LocalAnswer(NAME_ERROR, List.of(), zone, false);
    }

    static LocalAnswer soa(String zone) {
        return new LocalAnswer(NO_ERROR, List.of(), zone, true);
    }
}
