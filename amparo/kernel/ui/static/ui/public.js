// Quick exit without a trace of this page in the tab's own history, and three presses of Escape.
// Without this script the exit is a plain link that does the same on the server.
(function () {
  "use strict";
  var exit = document.querySelector(".exit");
  var presses = [];

  function leave(event) {
    if (event) event.preventDefault();
    document.title = "…";
    document.body.hidden = true;
    location.replace(exit.href);
  }

  if (exit) {
    exit.addEventListener("click", leave);
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      presses = presses.concat(Date.now()).slice(-3);
      if (presses.length === 3 && presses[2] - presses[0] < 2000) leave();
    });
  }

  var errors = document.querySelector(".errors");
  if (errors) errors.focus();
})();
