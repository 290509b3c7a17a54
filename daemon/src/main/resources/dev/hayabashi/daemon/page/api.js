// Reads the daemon: JSON by polling, events as a stream that resumes where it broke off.

const RETRY_MILLIS = 1000;
const MAX_RETRY_MILLIS = 10000;
const FIRST_EVENTS = 300;

/** JSON of one path; throws with the daemon's own words. */
export async function get(path) {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(10000) });
  if (!response.ok) {
    const fault = await response.json().catch(() => ({}));
    throw new Error(fault.fault_message ?? `${response.status} ${response.statusText}`);
  }
  return response.json();
}

/** Calls `work` now and again each `millis`, never twice at once, and not while nobody looks. */
export function every(millis, work) {
  let running = false;
  const turn = async () => {
    if (running || document.hidden) return;
    running = true;
    try {
      await work();
    } finally {
      running = false;
    }
  };
  setInterval(turn, millis);
  document.addEventListener('visibilitychange', turn);
  return turn();
}

/**
 * Follows the journal. EventSource hands out named events only to who knows their names, and new types must not be lost
 * here, so the stream is read by hand.
 */
export async function follow(onEvent, onLost) {
  let last = -FIRST_EVENTS;
  let wait = RETRY_MILLIS;
  for (;;) {
    try {
      const response = await fetch(`v1/events?after=${last}`, { headers: { Accept: 'text/event-stream' }, cache: 'no-store' });
      if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let pending = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        wait = RETRY_MILLIS;
        const blocks = (pending + value).split('\n\n');
        pending = blocks.pop();
        for (const block of blocks) {
          const message = parse(block);
          if (message.event === 'lost') onLost(JSON.parse(message.data).lost);
          else if (message.data) {
            const event = JSON.parse(message.data);
            last = event.sequence;
            onEvent(event);
          }
        }
      }
    } catch (e) {
      // The status poll tells the user; here it is only tried again.
    }
    await new Promise((resume) => setTimeout(resume, wait));
    wait = Math.min(wait * 2, MAX_RETRY_MILLIS);
  }
}

function parse(block) {
  const message = { event: '', data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) message[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  return message;
}
