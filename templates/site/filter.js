// Hides the entries that do not hold what is typed. Without JavaScript the field is not shown.
(function () {
  var form = document.querySelector(".filter");
  if (!form) return;
  var field = form.querySelector("input"), said = form.querySelector("output"), days, total = 0;
  var plain = { "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i" };
  function fold(text) {
    text = text.toLowerCase();
    if (text.normalize) text = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
    return text.replace(/[łøđßæœı]/g, function (letter) { return plain[letter]; });
  }
  function read() { // only when somebody types: a long list takes an old phone a while
    days = [].map.call(document.querySelectorAll(".day"), function (day) {
      var heading = fold(day.querySelector("h2 time").textContent);
      return {
        element: day,
        count: day.querySelector("h2 small"),
        entries: [].map.call(day.querySelectorAll("li"), function (entry) {
          total += 1;
          return { element: entry, text: heading + " " + fold(entry.textContent) };
        })
      };
    });
  }
  function apply() {
    if (!days) read();
    var words = fold(field.value).split(/\s+/).filter(Boolean), found = 0;
    days.forEach(function (day) {
      var before = found;
      day.entries.forEach(function (entry) {
        var fits = words.every(function (word) { return entry.text.indexOf(word) >= 0; });
        entry.element.hidden = !fits;
        found += fits ? 1 : 0;
      });
      day.element.hidden = found === before;
      if (day.count) day.count.hidden = words.length > 0; // it counts the whole day
    });
    said.textContent = !words.length ? "" : found ? found + " / " + total : said.getAttribute("data-none");
  }
  form.hidden = false;
  field.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  if (field.value) apply();
})();
