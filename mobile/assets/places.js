// Maps of the phone: customers, and the pin of a site. Talks with ui/places.rs, stands on map.js for Leaflet itself and for the
// ground. A mark says by its shape and colour what is due (triangle overdue, diamond gap, square due, hexagon unhandled, circle nothing) and by
// its letter the class. What lies within CELL pixels is one mark with a number.
globalThis.fieldtallyPlaces ??= (() => {
  const CELL = 56;
  const SHAPES = {
    overdue: '<path d="M18 3L34 32H2z" class="m-overdue m-edge"/>',
    gap: '<path d="M18 1L35 18 18 35 1 18z" class="m-gap m-edge"/>',
    due: '<rect x="4" y="4" width="28" height="28" rx="5" class="m-due m-edge"/>',
    unhandled: '<path d="M10 3h16l8 15-8 15H10L2 18z" class="m-unhandled m-edge"/>',
    none: '<circle cx="18" cy="18" r="14" class="m-none m-edge"/>',
  };
  const RANK = ['overdue', 'gap', 'due', 'unhandled', 'none'];
  let map, layer, tell, marks = [], mine, fitted;

  const svg = (due, text) =>
    `<svg viewBox="0 0 36 36" aria-hidden="true">${SHAPES[due]}<text x="18" y="${due === 'overdue' ? 27 : 23}" text-anchor="middle" class="m-text">${text}</text></svg>`;

  // Several: their number, and in the corner what is most pressing among them.
  const many = (due, count) =>
    `<svg viewBox="0 0 36 36" aria-hidden="true"><circle cx="18" cy="18" r="16" class="m-many m-${due}-ring"/><text x="18" y="23" text-anchor="middle" class="m-count">${count}</text>${
      due === 'none' ? '' : `<g transform="translate(22 -4) scale(.5)">${SHAPES[due]}</g>`}</svg>`;

  const PIN = '<svg viewBox="0 0 36 36" aria-hidden="true"><path d="M18 35C9 24 5 19 5 13a13 13 0 0 1 26 0c0 6-4 11-13 22z" class="m-due m-edge"/><circle cx="18" cy="13" r="5" class="m-hole"/></svg>';

  function marker(at, html, title, press) {
    const icon = L.divIcon({ className: 'mark place', html, iconSize: [44, 44] });
    const drawn = L.marker(at, { icon, alt: title, title, keyboard: true }).on('click', press).addTo(layer);
    // A drawn icon has no text of its own.
    drawn.getElement()?.setAttribute('aria-label', title);
    return drawn;
  }

  // Only what can be seen, and a little around it; of each cell one mark.
  function draw() {
    if (!map) return;
    layer.clearLayers();
    const bounds = map.getBounds().pad(0.2);
    const zoom = map.getZoom();
    const cells = new Map();
    for (const mark of marks) {
      if (!bounds.contains(mark.at)) continue;
      const { x, y } = map.project(mark.at, zoom);
      const key = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
      const cell = cells.get(key);
      if (cell) cell.push(mark);
      else cells.set(key, [mark]);
    }
    for (const cell of cells.values()) {
      if (cell.length === 1) {
        const [{ id, at, title, class: letter, due }] = cell;
        marker(at, svg(due, letter), title, () => tell(id));
        continue;
      }
      const at = [0, 1].map((n) => cell.reduce((sum, mark) => sum + mark.at[n], 0) / cell.length);
      const due = RANK.find((rank) => cell.some((mark) => mark.due === rank));
      marker(at, many(due, cell.length > 999 ? '999+' : cell.length), `${cell.length}`, () => {
        const all = L.latLngBounds(cell.map((mark) => mark.at));
        // Doors of one house stay together at any scale: they are gone through one by one.
        if (zoom >= map.getMaxZoom() || all.getNorthEast().equals(all.getSouthWest())) tell(next(cell));
        else map.fitBounds(all, { padding: [48, 48], maxZoom: 18 });
      });
    }
  }

  let last;
  function next(cell) {
    const at = cell.findIndex((mark) => mark.id === last);
    last = cell[(at + 1) % cell.length].id;
    return last;
  }

  async function open(channel, controls) {
    const { element, folder, tiles, attribution, nowhere } = await channel.recv();
    try {
      await fieldtallyMap.leaflet(folder);
      const box = document.getElementById(element);
      map?.remove();
      map = L.map(box, { zoomControl: false, fadeAnimation: false, attributionControl: Boolean(tiles), maxZoom: 19 }).setView(nowhere.slice(0, 2), nowhere[2]);
      L.control.zoom({ position: controls }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      // Leaflet's own words bring a flag along.
      map.attributionControl?.setPrefix(false);
      // The grid lies under the tiles: without a network it is what is seen.
      fieldtallyMap.graticule(map).addTo(map);
      if (tiles) L.tileLayer(tiles, { maxZoom: 19, attribution: fieldtallyMap.words(attribution) }).addTo(map);
      layer = L.layerGroup().addTo(map);
      marks = [];
      mine = undefined;
      fitted = false;
      new ResizeObserver(() => map.invalidateSize()).observe(box);
    } catch (error) {
      console.error(error);
      channel.send('failed');
      return false;
    }
    tell = (word) => channel.send(word);
    return true;
  }

  // The channel lives as long as the promise does.
  const stay = () => new Promise(() => {});

  async function customers(channel) {
    if (!(await open(channel, 'topright'))) return false;
    map.on('moveend', draw);
    tell('ready');
    return stay();
  }

  function show(wanted) {
    marks = wanted;
    // Whoever looks at a part keeps it before his eyes when something changes.
    if (!fitted && marks.length) {
      fitted = true;
      map.fitBounds(marks.map((mark) => mark.at), { padding: [32, 32], maxZoom: 15 });
    }
    draw();
  }

  function me(fix) {
    mine?.remove();
    mine = undefined;
    if (!fix) return;
    const [at, accuracy] = fix;
    mine = L.layerGroup().addTo(map);
    if (accuracy) L.circle(at, { radius: accuracy, className: 'my-accuracy', weight: 1 }).addTo(mine);
    L.circleMarker(at, { radius: 8, className: 'my-dot', weight: 3 }).addTo(mine);
  }

  let pinned, fence, asked;
  async function pin(channel) {
    if (!(await open(channel, 'topright'))) return false;
    pinned = fence = asked = undefined;
    map.on('click', ({ latlng }) => said(latlng));
    tell('ready');
    return stay();
  }

  function said({ lat, lng }) {
    asked = [lat, lng];
    tell(JSON.stringify(asked));
  }

  function put([at, radius, start]) {
    if (!at) {
      pinned?.remove();
      fence?.remove();
      pinned = fence = undefined;
      if (start && !fitted) map.setView(start, 16);
      fitted = true;
      return;
    }
    if (!pinned) {
      const icon = L.divIcon({ className: 'mark place', html: PIN, iconSize: [44, 44], iconAnchor: [22, 40] });
      pinned = L.marker(at, { icon, draggable: true, autoPan: true, keyboard: true }).addTo(map);
      pinned.on('drag', ({ latlng }) => fence.setLatLng(latlng)).on('dragend', () => said(pinned.getLatLng()));
      fence = L.circle(at, { radius, className: 'fence-circle', weight: 2 }).addTo(map);
    }
    pinned.setLatLng(at);
    fence.setLatLng(at).setRadius(radius);
    const near = asked && Math.abs(asked[0] - at[0]) < 1e-5 && Math.abs(asked[1] - at[1]) < 1e-5;
    if (!near || !map.getBounds().contains(fence.getBounds())) map.fitBounds(fence.getBounds(), { padding: [24, 24], maxZoom: 18 });
  }

  return { customers, show, me, pin, put };
})();
