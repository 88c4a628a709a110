// How a map gets its content in the frame of the map component, where no text may run as a script
// (docs/decisions/003-policy-by-part.md): what the server sends is read as data.
(() => {
  const { steps } = window.atlas;
  // One line of ui/maps/elements.py: the group, the step, and its data as JSON.
  const CALL = /^\s*atlas\.draw\((\w+), "(\w+)", (.*)\);$/gmu;
  // eslint-disable-next-line no-eval -- kept for what is not ours: the policy answers it
  const evaluate = window.eval;
  let board = null;

  // Draws the still part of a map: what the blocks of its document hold, in their order.
  function begin(map) {
    board = map;
    for (const block of document.querySelectorAll("script.atlas-still")) {
      steps[block.dataset.step](map, JSON.parse(block.textContent));
    }
  }

  function draw(group, step, data) {
    steps[step](board, data, group);
  }

  // The component hands what filters change to `eval`, after it has taken down the groups of
  // `feature_group`. The calls in that text are carried out here; the policy forbids the rest.
  function read(text) {
    const calls = typeof text === "string" ? [...text.matchAll(CALL)] : [];
    if (calls.length === 0) {
      return evaluate(text);
    }
    const groups = new Map(calls.map(([, name]) => [name, L.featureGroup()]));
    for (const [, name, step, json] of calls) {
      draw(groups.get(name), step, JSON.parse(json));
    }
    window.feature_group = [...groups.values()];
    for (const group of window.feature_group) {
      group.addTo(board);
    }
    return null;
  }

  Object.assign(window.atlas, { begin, draw });
  // eslint-disable-next-line no-eval -- what takes its place evaluates nothing
  window.eval = read;
})();
