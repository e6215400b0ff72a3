/** Drives a headless Chromium by its DevTools protocol, for tests of pages. */
package io.shmtender.daemon.browser;
