// Elements without markup in strings: names of ports and hosts come from guests, and none of them is ever parsed.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes, listeners (on…) and children. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** Sets text only when it differs, so that a selection survives and nothing is laid out for nothing. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** Sets or removes an attribute, only when it differs. */
export function attribute(element, name, value) {
  if (value == null || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

/** A table; the rows are arrays of cells, a cell is text or an element. */
export function table(titles, rows, numeric = []) {
  return h('table', {},
    h('thead', {}, h('tr', {}, titles.map((title, i) => h('th', { scope: 'col', class: numeric.includes(i) && 'number' }, title)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => h('td', { class: numeric.includes(i) && 'number' }, cell))))));
}

/** A sentence of the daemon: what stands in backticks is code. */
export function sentence(words) {
  return words.split('`').map((part, i) => (i % 2 ? h('code', {}, part) : part));
}
