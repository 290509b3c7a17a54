/**
 * Kind {@code stream}: frames over a unix socket, in the framing of QEMU's {@code -netdev stream} and {@code -netdev socket},
 * which passt, gvproxy and others speak too.
 *
 * <p><b>Theory of operation.</b> A frame on the socket is its length as 32 bits, big-endian, then the Ethernet frame without
 * FCS. There is no virtio-net header: no checksum is left to hardware and no frame is a segmentation super-frame, in either
 * direction.
 *
 * <p><i>In.</i> One read(2) takes what waits, up to 64 KiB, into the port's own buffer; {@link
 * dev.hayabashi.tapio.stream.FrameDecoder} hands the frames on one by one where they lie. The virtio-net header that the rest of
 * the program expects is twelve zeroed bytes in front of the frame: its length field and the end of the frame before, which
 * have been consumed. Only a frame shorter than 60 bytes is copied, to be padded: there is no room behind it.
 *
 * <p><i>Out.</i> The length goes over the last four bytes of the frame's own virtio-net header, so that one write(2) sends
 * both straight from the memory that the frame was read into; afterwards the header is put back, for the frame may leave by
 * other ports too. What was left to hardware is done before, in memory of the port's own ({@link
 * dev.hayabashi.bridgecore.OffloadCompletion}); the segments of a super-frame are collected and leave by one write(2).
 *
 * <p><i>Partial writes.</i> A socket may take half a frame. The other half waits in the outbox ({@link
 * dev.hayabashi.tapio.stream.FrameEncoder}) and goes before anything else, BPDUs included: the peer would lose its place
 * otherwise. While it waits the port answers WOULD_BLOCK, and the bridge queues and drops whole frames, of this port only.
 *
 * <p><i>Nonsense.</i> A length of 0 or of more than 65,550 means that the peer does not speak this framing or has lost its
 * place, and nothing behind it can be trusted: the connection is closed.
 *
 * <p><b>Limits.</b> One client at a time on a port. QEMU takes no checksum or segmentation work over this back end, so that TCP
 * of its guests costs them what it costs on a card without offloads.
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio.stream;
