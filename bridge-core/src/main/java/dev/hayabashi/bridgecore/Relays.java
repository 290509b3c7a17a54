package dev.hayabashi.bridgecore;

/** The relay loops that read a bridge's state beside its owner. With one event loop there are none, and nothing here costs anything. */
final class Relays {
    static final Relays NONE = new Relays();

    private final Passage[] passages;

    Relays(Passage... passages) {
        this.passages = passages.clone();
    }

    int count() {
        return passages.length;
    }

    /** Returns when no relay loop acts by state that was written over before the call. */
    void settle() {
        for (Passage passage : passages) {
            passage.awaitOutside();
        }
    }
}
