// What lies on a map: layers fetched by address, pictures, names of towns, background tiles.
(() => {
  const answers = new Map();

  // Every address is asked for once, whatever draws it and however often it is drawn again. After
  // a `#` it names a pole: of a layer that holds one territory for each, only that one is used.
  function fetched(address, use) {
    const [url, pole] = address.split("#");
    const part = ({ features }) => ({
      type: "FeatureCollection",
      features: features.filter((feature) => feature.properties.p === pole),
    });
    if (!answers.has(url)) {
      const answer = fetch(url).then((response) => {
        if (!response.ok) {
          throw new Error(`${url}: ${response.status}`);
        }
        return response.json();
      });
      answers.set(url, answer);
    }
    answers
      .get(url)
      .then((data) => use(pole ? part(data) : data))
      .catch((error) => {
        answers.delete(url);
        console.warn("calque indisponible", error.message);
      });
  }

  function shapes(config) {
    const order = new Map();
    const styleOf = (feature) => {
      const kind = config.classes ? config.classes[order.get(feature)] : feature.properties.k;
      return config.styles[kind || "default"] || config.styles["*"];
    };
    const layer = L.geoJSON(null, {
      pane: config.pane,
      interactive: config.tooltip,
      smoothFactor: 0.5,
      renderer: config.svg ? L.svg({ pane: config.pane, padding: 0.5 }) : undefined,
      filter: (feature) => Boolean(styleOf(feature)),
      style: styleOf,
      pointToLayer: (feature, place) =>
        L.circleMarker(place, { pane: config.pane, ...styleOf(feature) }),
    });
    if (config.tooltip) {
      layer.bindTooltip((part) => part.feature.properties.n, {
        sticky: true,
        className: "atlas-tooltip",
      });
    }
    fetched(config.url, (data) => {
      data.features.forEach((feature, row) => order.set(feature, row));
      layer.addData(data);
    });
    return layer;
  }

  // A `RemoteConfig` or an `ImageConfig` of ui/maps/elements.py.
  function layerOf(config) {
    return config.image
      ? L.imageOverlay(config.image, config.bounds, {
          pane: config.pane,
          className: "atlas-picture",
        })
      : shapes(config);
  }

  // Draws what is wanted and not there yet, takes down the rest: what stays is not drawn again.
  function showOnly(map, shown, configs) {
    const wanted = new Map(configs.map((config) => [JSON.stringify(config), config]));
    for (const [key, layer] of shown) {
      if (!wanted.has(key)) {
        layer.remove();
        shown.delete(key);
      }
    }
    for (const [key, config] of wanted) {
      if (!shown.has(key)) {
        shown.set(key, layerOf(config).addTo(map));
      }
    }
  }

  function townMark(place, name) {
    return L.marker(place, {
      pane: "towns",
      interactive: false,
      keyboard: false,
      icon: L.divIcon({ className: "atlas-town", iconSize: null, html: `<span>${name}</span>` }),
    });
  }

  const steps = {
    layer: (map, config) => layerOf(config).addTo(map),

    // The component takes down every group at each change: these are added to the map itself.
    layers: (map, configs) => {
      map.atlasShown ??= new Map();
      showOnly(map, map.atlasShown, configs);
    },

    tiles: (map, { url, ...options }) => L.tileLayer(url, options).addTo(map),

    towns: (map, url) =>
      fetched(url, (data) => {
        L.geoJSON(data, {
          pointToLayer: (feature, place) => townMark(place, feature.properties.n),
        }).addTo(map);
      }),
  };

  window.atlas = { fetched, layerOf, showOnly, townMark, steps };
})();
