// The map of a route. Talks with ui/route/map.rs: gets [element, folder of leaflet, tiles, attribution], answers 'ready' or
// 'failed'. Beside the desk's map, which knows how the library is loaded: both may be on their way at once.
globalThis.fieldtallyRoute ??= (() => {
  let map, layer;

  async function open(channel) {
    const [id, folder, tiles, attribution] = await channel.recv();
    try {
      await fieldtallyMap.leaflet(folder);
      if (map) map.remove();
      const element = document.getElementById(id);
      map = L.map(element, { zoomControl: false, scrollWheelZoom: false });
      map.attributionControl.setPrefix(false);
      L.control.scale({ imperial: false }).addTo(map);
      L.tileLayer(tiles, { maxZoom: 18, attribution: fieldtallyMap.words(attribution) }).addTo(map);
      layer = L.layerGroup().addTo(map);
      new ResizeObserver(() => map.invalidateSize()).observe(element);
    } catch (error) {
      console.error(error);
      channel.send('failed');
      return;
    }
    channel.send('ready');
    // The channel lives as long as this does.
    return new Promise(() => {});
  }

  // [start or null, stops], each [lat, lon] in the datum of the tiles.
  function show(start, stops) {
    if (!map) return;
    map.invalidateSize();
    layer.clearLayers();
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const line = start ? [start, ...stops] : stops;
    L.polyline(line, { color: colour('--accent-mark'), weight: 4 }).addTo(layer);
    if (start) L.circleMarker(start, { radius: 7, color: colour('--surface'), weight: 3, fillColor: colour('--accent-mark'), fillOpacity: 1 }).addTo(layer);
    stops.forEach((stop, at) => {
      const icon = L.divIcon({ className: 'number', html: `<span>${at + 1}</span>`, iconSize: [24, 24] });
      L.marker(stop, { icon, keyboard: false, interactive: false }).addTo(layer);
    });
    if (line.length) map.fitBounds(line, { padding: [28, 28], maxZoom: 16 });
  }

  return { open, show };
})();
