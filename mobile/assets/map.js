// The desk's map. Talks with ui/leaflet.rs: gets [element, folder of leaflet, tiles], answers 'ready' or 'failed', then the id
// of every mark that is pressed. A mark's verdict is told by shape and colour: circle inside, diamond uncertain, triangle outside.
globalThis.fieldtallyMap ??= (() => {
  const SHAPES = {
    inside: '<circle cx="14" cy="14" r="10" class="v-inside m-edge"/>',
    uncertain: '<path d="M14 2L26 14 14 26 2 14z" class="v-uncertain m-edge"/>',
    outside: '<path d="M14 2L27 25H1z" class="v-outside m-edge"/>',
  };
  let map, layer, tell, chosen;
  const marks = new Map();
  let around;

  // Loaded once; a page that comes back finds it there.
  function leaflet(folder) {
    if (globalThis.L) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const style = document.createElement('link');
      style.rel = 'stylesheet';
      style.href = `${folder}/leaflet.css`;
      const script = document.createElement('script');
      script.src = `${folder}/leaflet.js`;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(style, script);
    });
  }

  // Without tiles: a grid with the coordinates of its corners, so that places can be told apart.
  function graticule(map) {
    const Grid = L.GridLayer.extend({
      createTile(at) {
        const tile = document.createElement('div');
        const corner = map.unproject(at.scaleBy(this.getTileSize()), at.z);
        tile.style.cssText = 'border:solid var(--line);border-width:1px 0 0 1px;font-size:12px;color:var(--map-label);padding:2px 4px';
        tile.textContent = `${corner.lat.toFixed(3)}, ${corner.lng.toFixed(3)}`;
        return tile;
      },
    });
    return new Grid({ attribution: '' });
  }

  // What stands in the corner is read as HTML: an attribution is words.
  function words(text) {
    const plain = document.createElement('span');
    plain.textContent = text ?? '';
    return plain.innerHTML;
  }

  async function open(channel) {
    const [id, folder, tiles] = await channel.recv();
    try {
      await leaflet(folder);
      const element = document.getElementById(id);
      if (map) map.remove();
      map = L.map(element, { zoomControl: false, fadeAnimation: false, attributionControl: Boolean(tiles?.attribution) }).setView([30.27, 120.15], 11);
      L.control.zoom({ position: 'bottomright' }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      // Leaflet's own words bring a flag along.
      map.attributionControl?.setPrefix(false);
      (tiles ? L.tileLayer(tiles.url, { maxZoom: 19, attribution: words(tiles.attribution) }) : graticule(map)).addTo(map);
      layer = L.layerGroup().addTo(map);
      marks.clear();
      new ResizeObserver(() => map.invalidateSize()).observe(element);
    } catch (error) {
      console.error(error);
      channel.send('failed');
      return false;
    }
    tell = (record) => channel.send(record);
    tell('ready');
    // The channel lives as long as this does.
    return new Promise(() => {});
  }

  function show(wanted) {
    // Where a visit came to those that are drawn, whoever looks at one keeps it before his eyes.
    const ids = new Set(wanted.map((mark) => mark.id));
    const grows = marks.size > 0 && [...marks.keys()].every((id) => ids.has(id));
    layer.clearLayers();
    marks.clear();
    for (const mark of wanted) {
      const icon = L.divIcon({
        className: 'mark',
        html: `<svg viewBox="0 0 28 28" data-record="${mark.id}">${SHAPES[mark.verdict] ?? SHAPES.uncertain}</svg>`,
        iconSize: [28, 28],
      });
      const label = document.createElement('span');
      label.textContent = mark.title;
      const drawn = L.marker([mark.lat, mark.lon], { icon, alt: mark.title, keyboard: true })
        .bindTooltip(label, { direction: 'top', offset: [0, -12] })
        .on('click', () => tell(mark.id))
        .addTo(layer);
      // A drawn icon has no text of its own.
      drawn.getElement()?.setAttribute('aria-label', mark.title);
      marks.set(mark.id, { mark, drawn });
    }
    if (wanted.length && !grows) map.fitBounds(wanted.map((mark) => [mark.lat, mark.lon]), { padding: [48, 48], maxZoom: 15 });
    if (chosen) select(chosen);
  }

  // Shows the evidence of one: how precise the position was, and the fence it was held against.
  function select(id) {
    chosen = id;
    around?.remove();
    around = undefined;
    for (const [other, { drawn }] of marks) drawn.getElement()?.toggleAttribute('aria-current', other === id);
    const found = marks.get(id);
    if (!found) return;
    const { lat, lon, accuracy, fence } = found.mark;
    around = L.layerGroup().addTo(map);
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const bounds = L.latLngBounds([[lat, lon]]);
    if (accuracy) bounds.extend(L.circle([lat, lon], { radius: accuracy, color: colour('--accent-mark'), weight: 1, fillOpacity: 0.15 }).addTo(around).getBounds());
    if (fence) {
      const [at, along, radius] = fence;
      bounds.extend(L.circle([at, along], { radius, color: colour('--text-2'), weight: 2, dashArray: '6 4', fillOpacity: 0.05 }).addTo(around).getBounds());
      L.polyline([[at, along], [lat, lon]], { color: colour('--text-2'), weight: 2, dashArray: '2 5' }).addTo(around);
    }
    if (!map.getBounds().contains(bounds)) map.flyToBounds(bounds, { padding: [64, 64], maxZoom: 16, duration: 0.4 });
  }

  return { open, show, select, leaflet, graticule, words };
})();
