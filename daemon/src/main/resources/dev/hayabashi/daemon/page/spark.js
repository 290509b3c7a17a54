// The last minute of a port: what came in above the line, what went out below it.

import { svg } from './dom.js';
import { SAMPLES } from './model.js';

const WIDTH = SAMPLES - 1;
const HALF = 12;

export function spark() {
  const rx = svg('path', { class: 'rx' });
  const tx = svg('path', { class: 'tx' });
  const picture = svg('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${2 * HALF}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { class: 'axis', d: `M0 ${HALF}H${WIDTH}` }), rx, tx);
  return {
    picture,
    draw(port) {
      // Each port has its own scale, but noise of a few frames stays small.
      const peak = Math.max(2000, ...port.rx, ...port.tx);
      rx.setAttribute('d', area(port.rx, peak, -1));
      tx.setAttribute('d', area(port.tx, peak, 1));
    },
  };
}

function area(values, peak, direction) {
  let path = `M0 ${HALF}`;
  values.forEach((value, x) => {
    path += `L${x} ${(HALF + direction * (value / peak) * (HALF - 1)).toFixed(1)}`;
  });
  return `${path}L${WIDTH} ${HALF}Z`;
}
