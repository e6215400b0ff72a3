'use strict';
// The page comes complete from the server. This fetches it again and again, takes over what
// changed, and draws the pictures. Texts go into the document as text nodes only.
(() => {
  const EVERY = 1000;
  const SLOWEST = 10000;
  const RECENT = 60;
  const SIDE = 64;
  const byId = id => document.getElementById(id);
  document.documentElement.classList.add('js');

  // ---- Taking over what changed ----

  // Makes one element equal to another and keeps what is equal, so that focus, selection and
  // scrolling stay as they are. What the script itself puts there is left alone.
  const KEPT = new Set(['aria-pressed', 'width', 'height']);
  function become(present, next) {
    if (present.nodeType !== next.nodeType || present.nodeName !== next.nodeName) {
      present.replaceWith(document.importNode(next, true));
      return;
    }
    if (present.nodeType === Node.TEXT_NODE) {
      if (present.data !== next.data) present.data = next.data;
      return;
    }
    if (present.nodeType !== Node.ELEMENT_NODE || present.isEqualNode(next)) return;
    const script = present.localName === 'canvas';
    for (const {name} of [...present.attributes]) {
      if (!next.hasAttribute(name) && !KEPT.has(name)) present.removeAttribute(name);
    }
    for (const {name, value} of next.attributes) {
      if (present.getAttribute(name) !== value && !(script && KEPT.has(name))) {
        present.setAttribute(name, value);
      }
    }
    if (present.classList.contains('readout')) return;
    const olds = [...present.childNodes];
    const news = [...next.childNodes];
    news.forEach((child, i) => {
      if (i < olds.length) become(olds[i], child);
      else present.append(document.importNode(child, true));
    });
    olds.slice(news.length).forEach(child => child.remove());
  }

  // ---- Fetching ----

  let paused = false;
  let wait = EVERY;
  let timer = 0;
  let shownAt = '';

  const state = byId('live');
  const button = document.createElement('button');
  button.type = 'button';
  button.addEventListener('click', () => { paused = !paused; say(); schedule(0); });

  function say(lost) {
    button.textContent = paused ? 'Resume' : 'Pause';
    const live = byId('live');
    live.classList.toggle('lost', Boolean(lost));
    live.textContent = lost
      ? `The daemon does not answer. ${shownAt}`
      : paused ? `Paused, ${shownAt}` : `Live, ${shownAt}`;
    if (!button.isConnected) live.after(button);
  }

  function schedule(after) {
    clearTimeout(timer);
    if (!paused && !document.hidden) timer = setTimeout(update, after);
  }

  async function update() {
    const asked = location.search;
    try {
      const answer = await fetch(`./${asked}`, {signal: AbortSignal.timeout(SLOWEST)});
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // Somebody chose something else meanwhile, and that is on its way.
      if (asked !== location.search) return;
      shownAt = next.getElementById('live').textContent;
      next.querySelector('.live').replaceWith(document.querySelector('.live').cloneNode(true));
      document.title = next.title;
      become(byId('top'), next.getElementById('top'));
      become(byId('main'), next.getElementById('main'));
      become(document.querySelector('footer'), next.querySelector('footer'));
      wait = EVERY;
      say();
      await draw();
    } catch (failure) {
      wait = Math.min(2 * wait, SLOWEST);
      say(failure);
    }
    if (asked === location.search) schedule(wait);
  }

  // What is chosen is in the address, so that it can be sent to somebody; the page need not be
  // loaded anew for it.
  function show() { clearTimeout(timer); update(); }

  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="?"]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState(null, '', link.getAttribute('href'));
    show();
  });
  addEventListener('popstate', show);

  // ---- The pictures ----

  let map = null;
  let offset = 0;
  let picked = null;
  let chosen = '';
  const pointed = new Map();

  function bytes(text) {
    return Uint8Array.from(atob(text), c => c.charCodeAt(0));
  }

  async function draw() {
    const section = byId('partitions');
    if (!section) return;
    if (section.dataset.node !== chosen) {
      chosen = section.dataset.node;
      picked = chosen || null;
    }
    const wanted = [...section.querySelectorAll('.map')]
      .map(figure => `namespace=${encodeURIComponent(figure.dataset.namespace)}`).join('&');
    if (!map || map.sequence !== section.dataset.sequence || map.wanted !== wanted) {
      const answer = await fetch(`api/partitions.json?${wanted}`);
      if (!answer.ok) return;
      const json = await answer.json();
      map = {sequence: String(json.sequence), wanted, nodes: json.nodes, namespaces: new Map()};
      offset = json.at_ms - Date.now();
      for (const namespace of json.namespaces) {
        const low = bytes(namespace.masters);
        const masters = new Int16Array(SIDE * SIDE);
        for (let p = 0; p < masters.length; p++) masters[p] = low[2 * p] | low[2 * p + 1] << 8;
        const moves = new Map();
        for (const move of namespace.moves) {
          for (const p of move.partitions.split(' ')) moves.set(Number(p), move);
        }
        map.namespaces.set(namespace.name, {masters, moves});
      }
    }
    press();
    repaint();
  }

  function tokens() {
    const style = getComputedStyle(document.documentElement);
    const get = name => style.getPropertyValue(name).trim();
    return {
      colours: [0, 1, 2, 3, 4, 5, 6].map(i => get(`--k${i}`)),
      pattern: get('--pattern'), ink: get('--ink'),
    };
  }

  function paint(figure) {
    const data = map && map.namespaces.get(figure.dataset.namespace);
    const canvas = figure.querySelector('canvas');
    if (!data || !canvas) return;
    const cell = Math.max(4, Math.round(canvas.clientWidth * devicePixelRatio / SIDE));
    if (canvas.width !== cell * SIDE) canvas.width = canvas.height = cell * SIDE;
    const t = tokens();
    const pen = canvas.getContext('2d');
    const size = cell > 4 ? cell - 1 : cell;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const now = Date.now() + offset;
    // What moved just now stays as bright as ever; the rest steps back and returns within a minute.
    const age = p => data.moves.has(p) ? Math.max(0, (now - data.moves.get(p).at_ms) / 1000) : RECENT;
    let youngest = RECENT;
    for (const p of data.moves.keys()) youngest = Math.min(youngest, age(p));
    const rest = .25 + .75 * youngest / RECENT;
    for (let p = 0; p < SIDE * SIDE; p++) {
      const x = (p % SIDE) * cell;
      const y = Math.floor(p / SIDE) * cell;
      const node = map.nodes[data.masters[p]];
      const name = node ? node.name : '';
      pen.globalAlpha = picked !== null ? (picked === name ? 1 : .13) : age(p) < RECENT ? 1 : rest;
      if (node) {
        pen.fillStyle = t.colours[node.colour];
        pen.fillRect(x, y, size, size);
        if (node.pattern && size > 4) overlay(pen, node.pattern, x, y, size, t.pattern);
      } else {
        cross(pen, x, y, size, t.ink);
      }
    }
    pen.globalAlpha = 1;
    const at = pointed.get(figure.dataset.namespace);
    if (at !== undefined) {
      pen.strokeStyle = t.ink;
      pen.lineWidth = Math.max(2, cell / 4);
      pen.strokeRect((at % SIDE) * cell - 1, Math.floor(at / SIDE) * cell - 1, size + 2, size + 2);
    }
    read(figure, data, now);
  }

  function overlay(pen, pattern, x, y, size, colour) {
    const m = size / 2;
    pen.fillStyle = pen.strokeStyle = colour;
    pen.lineWidth = Math.max(1, size / 7);
    pen.beginPath();
    if (pattern === 1) {
      pen.arc(x + m, y + m, size / 5, 0, 7);
      pen.fill();
      return;
    }
    if (pattern === 2) { pen.moveTo(x, y + size); pen.lineTo(x + size, y); }
    if (pattern === 3 || pattern === 5) { pen.moveTo(x, y + m); pen.lineTo(x + size, y + m); }
    if (pattern === 4 || pattern === 5) { pen.moveTo(x + m, y); pen.lineTo(x + m, y + size); }
    pen.stroke();
  }

  function cross(pen, x, y, size, colour) {
    pen.strokeStyle = colour;
    pen.lineWidth = Math.max(1, size / 6);
    pen.beginPath();
    pen.moveTo(x, y); pen.lineTo(x + size, y + size);
    pen.moveTo(x + size, y); pen.lineTo(x, y + size);
    pen.stroke();
  }

  function read(figure, data, now) {
    const partition = pointed.get(figure.dataset.namespace);
    const readout = figure.querySelector('.readout');
    let text = picked === null
      ? 'Point at a partition, or pick a node.'
      : `Only ${picked === '' ? 'partitions without master' : picked} shown bright; pick again for all.`;
    if (partition !== undefined) {
      const node = map.nodes[data.masters[partition]];
      const move = data.moves.get(partition);
      text = `Partition ${partition}: ${node ? `master ${node.name}` : 'no master'}`;
      if (move) {
        const seconds = Math.max(0, Math.round((now - move.at_ms) / 1000));
        const ago = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
        text += `, ${move.from === '' ? 'nobody' : move.from} until ${ago} ago`;
      }
    }
    if (readout.textContent !== text) readout.textContent = text;
  }

  function repaint() { if (map) document.querySelectorAll('.map').forEach(paint); }

  document.addEventListener('click', event => {
    const key = event.target.closest('[data-pick]');
    if (!key) return;
    picked = picked === key.dataset.pick ? null : key.dataset.pick;
    press();
    repaint();
  });

  // Which buttons are pressed follows from what is picked: nodes come and go under them.
  function press() {
    const keys = [...document.querySelectorAll('[data-pick]')];
    if (!keys.some(key => key.dataset.pick === picked)) picked = null;
    keys.forEach(key => key.setAttribute('aria-pressed', String(key.dataset.pick === picked)));
  }

  document.addEventListener('pointermove', event => {
    const canvas = event.target.closest ? event.target.closest('canvas') : null;
    if (!canvas) { if (pointed.size && event.pointerType === 'mouse') { pointed.clear(); repaint(); } return; }
    const column = Math.min(SIDE - 1, Math.floor(event.offsetX / canvas.clientWidth * SIDE));
    const row = Math.min(SIDE - 1, Math.floor(event.offsetY / canvas.clientHeight * SIDE));
    point(canvas, Math.max(0, row) * SIDE + Math.max(0, column));
  });

  document.addEventListener('keydown', event => {
    if (event.target.localName !== 'canvas') return;
    const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const before = pointed.get(event.target.closest('.map').dataset.namespace);
    point(event.target, before === undefined ? 0 : (before + step + SIDE * SIDE) % (SIDE * SIDE));
  });

  function point(canvas, partition) {
    const figure = canvas.closest('.map');
    if (pointed.get(figure.dataset.namespace) === partition) return;
    pointed.clear();
    pointed.set(figure.dataset.namespace, partition);
    repaint();
  }

  addEventListener('resize', repaint);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
  document.addEventListener('visibilitychange', () => { wait = EVERY; schedule(0); });

  shownAt = state.textContent;
  say();
  draw().finally(() => schedule(EVERY));
})();
