// On every page: help, quick exit, and the service worker that holds the neutral page.

import { wireExit } from "./exit.js";
import { wireHelp } from "./help.js";

wireHelp();
wireExit(document.body.dataset.signedIn !== undefined);
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => undefined);
}
