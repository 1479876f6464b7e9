/* Runs only in browsers that do not know modules; plain ES3 on purpose. */
document.addEventListener('DOMContentLoaded', function () {
  var root = document.getElementById('root');
  if (!root) return;
  root.innerHTML =
    '<h1>Ihr Browser ist zu alt</h1><p>Bitte öffnen Sie diese Adresse in einer neuen Fassung von Firefox, Chrome, Edge oder Safari.</p>' +
    '<h1 lang="en">Your browser is too old</h1><p lang="en">Please open this address in a recent version of Firefox, Chrome, Edge or Safari.</p>';
});
