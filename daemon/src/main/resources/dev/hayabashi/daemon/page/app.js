// Ties the daemon's views to the page: polls, follows events, filters.

import { every, follow, get } from './api.js';
import { attribute, h, text } from './dom.js';
import { duration, plural } from './format.js';
import { Model, STANDINGS } from './model.js';
import { Drops, Events, Fdb, Leases } from './panels.js';
import { mark, Picture } from './picture.js';
import { Why } from './why.js';

const POLL_MILLIS = 1000;
const LISTS_MILLIS = 3000;

const model = new Model();
const why = new Why(model);
const drops = new Drops();
const events = new Events();
const fdb = new Fdb();
const leases = new Leases();
const pictures = new Map();
const filter = { standing: '', words: '' };
let treeIsOld = true;

function say(element, words) {
  text(document.getElementById(element), words);
}

// --- which ports to show ---

const chips = new Map();
const filterRow = document.getElementById('filter');
for (const standing of ['', ...Object.keys(STANDINGS)]) {
  const number = h('b', {}, '0');
  const chip = h('button', { type: 'button', class: 'chip', 'aria-pressed': String(standing === ''), 'data-standing': standing || 'all',
    onclick: () => {
      filter.standing = standing;
      for (const [each, { element }] of chips) attribute(element, 'aria-pressed', String(each === standing));
      draw();
    } }, standing && mark(standing), number, ` ${standing ? STANDINGS[standing].text : 'ports'}`);
  chips.set(standing, { element: chip, number });
  filterRow.append(chip);
}
const search = h('input', { type: 'search', placeholder: 'port or kind', oninput: (event) => {
  filter.words = event.target.value.trim().toLowerCase();
  draw();
} });
filterRow.append(h('label', { class: 'search' }, h('span', { class: 'hidden' }, 'Search ports'), search));
addEventListener('keydown', (event) => {
  if (event.key === '/' && !event.target.closest('input, dialog')) {
    event.preventDefault();
    search.focus();
  }
});

function isShown(port) {
  return (!filter.standing || port.standing === filter.standing)
    && (!filter.words || `${port.name} ${port.view.kind} ${port.view.role} ${port.view.netdev}`.toLowerCase().includes(filter.words));
}

// --- drawing ---

function draw() {
  const ports = [...model.ports.values()];
  for (const [standing, { element, number }] of chips) {
    const how = standing ? ports.filter((port) => port.standing === standing).length : ports.length;
    text(number, String(how));
    attribute(element, 'data-none', how === 0);
  }
  const host = document.getElementById('bridges');
  for (const [name, picture] of pictures) {
    if (!model.bridges.some((bridge) => bridge.name === name)) {
      picture.element.remove();
      pictures.delete(name);
    }
  }
  for (const bridge of model.bridges) {
    let picture = pictures.get(bridge.name);
    if (!picture) {
      picture = new Picture(bridge.name, (b, p) => why.open(b, p));
      pictures.set(bridge.name, picture);
      host.append(picture.element);
    }
    picture.update(bridge, model.stp.get(bridge.name), model.of(bridge.name), isShown);
  }
  drops.update(ports);
}

async function look() {
  const connection = document.getElementById('connection');
  try {
    if (treeIsOld) {
      treeIsOld = false;
      model.stp = new Map((await get('v1/stp')).map((tree) => [tree.bridge, tree]));
    }
    const status = await get('v1/status');
    const tripped = model.update(status, performance.now());
    say('identity', `${status.version}, up ${duration(status.uptimeSeconds)}`);
    if (tripped.length) {
      treeIsOld = true;
      say('announce', tripped.map((port) => `${port.name}: ${port.trouble}`).join('; '));
    }
    draw();
    attribute(connection, 'data-state', 'live');
    text(connection, 'live');
    document.title = troubleTitle();
  } catch (e) {
    treeIsOld = true;
    attribute(connection, 'data-state', 'lost');
    text(connection, 'no answer, trying again');
  }
}

/** What a tab in the background should tell. */
function troubleTitle() {
  const guards = [...model.ports.values()].filter((port) => port.standing === 'guard').length;
  return guards ? `(${plural(guards, 'guard')}) Hayabashi` : 'Hayabashi';
}

async function lists() {
  try {
    if (fdb.near) fdb.update(await get('v1/fdb'));
    if (leases.near) leases.update(await get('v1/leases'));
  } catch (e) {
    // look() tells that nobody answers.
  }
}

every(POLL_MILLIS, look).then(() => why.fromAddress());
every(LISTS_MILLIS, lists);
every(LISTS_MILLIS, async () => {
  // Times in states go on without events.
  treeIsOld = true;
});
fdb.onNear = lists;
leases.onNear = lists;
follow((event) => {
  events.add(event);
  if (event.type.startsWith('stp.') || event.type.startsWith('port.') || event.type === 'config.changed') treeIsOld = true;
}, (lost) => say('announce', `${plural(lost, 'event')} were too old to be shown`));
