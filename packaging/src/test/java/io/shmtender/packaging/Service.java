package io.shmtender.packaging;

import java.util.Locale;

/** A unit of the package on a machine. */
record Service(Machine machine, String unit) {

  /** Runs systemctl with this unit. */
  Machine.Ended systemctl(String verb) {
    return machine.run("systemctl", verb, unit);
  }

  String property(String name) {
    return machine.run("systemctl", "show", "--value", "--property", name, unit).ok().strip();
  }

  long number(String property) {
    return Long.parseLong(property(property));
  }

  /** Returns the daemon's process id on the machine. */
  long pid() {
    return number("MainPID");
  }

  boolean active() {
    return property("ActiveState").equals("active");
  }

  void signal(String name) {
    machine.run("kill", "-" + name, Long.toString(pid())).ok();
  }

  /** Returns the text of the journal of this unit. */
  String journal() {
    return machine.run("journalctl", "--quiet", "--no-pager", "--unit", unit, "-o", "cat").ok();
  }

  /** Sets something in the service's section, on top of what the package says. */
  void dropIn(String... lines) {
    machine.write(
        "/run/systemd/system/" + unit + ".d/test.conf",
        "[Service]\n" + String.join("\n", lines) + "\n");
    machine.run("systemctl", "daemon-reload").ok();
  }

  /** Removes what {@link #dropIn} set, stops, and forgets failures. */
  void reset() {
    machine.shell("rm -rf /run/systemd/system/" + unit + ".d").ok();
    machine.run("systemctl", "daemon-reload").ok();
    systemctl("stop").ok();
    systemctl("reset-failed");
  }

  void awaitNewProcess(long formerPid) {
    Machine.await(
        () ->
            String.format(
                Locale.ROOT, "a process after %d: %s", formerPid, systemctl("status").output()),
        () -> active() && pid() != formerPid && pid() != 0);
  }
}
