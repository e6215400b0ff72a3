package io.shmtender.daemon.cli;

import io.shmtender.daemon.config.CredentialFiles;
import io.shmtender.daemon.config.EffectiveSetting;
import io.shmtender.daemon.config.Overrides;
import io.shmtender.daemon.config.SettingsReader;
import io.shmtender.daemon.config.SettingsResult;
import io.shmtender.daemon.launch.ExitCode;
import io.shmtender.reader.layout.SegmentDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration file. */
@Command(
    name = "check-config",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Check a configuration file.",
    description = {
      "",
      "Checks a configuration file without running the daemon. Shows every mistake with its line "
          + "and what is allowed, or else each setting as the daemon would use it. Credentials are "
          + "looked for where the package's service has them from.",
      ""
    },
    footerHeading = "%nExample of a file; only seeds has to be there:%n",
    footer = {
      "  seeds: [10.0.0.1:3000, \"[fd00::1]:3000\"]  # host:port[:tls-name]",
      "  cluster-name: prod             # what the cluster has to be called; default: any",
      "  shm-key: 0xA7000000",
      "  shm-max-nodes: 16              # room at first; it grows by itself",
      "  shm-max-namespaces: 8",
      "  shm-takeover-threshold: 30s    # an owner silent for longer is taken over from",
      "  directory: /run/aerospike-shm-tender",
      "  mode: 0644                     # who may read",
      "  group: aerospike",
      "  tend-interval: 1s              # 10ms to 1h",
      "  tend-timeout: 1s               # for one answer of one node",
      "  conn-timeout: 1s",
      "  login-timeout: 5s",
      "  fast-poll: 3s                  # tend more often for so long after a change",
      "  use-services-alternate: false",
      "  c-client-segments:             # System V segments for Node.js, Python and C clients",
      "    - {layout: 6.4, key: 0xA9000000, max-nodes: 16, max-namespaces: 8,",
      "       mode: 0660, group: aerospike}  # who may use it; default: 0666, everybody",
      "  http-address: 127.0.0.1:14096  # metrics, health, status page; off for none",
      "  http-hosts: [tender.example.org]  # by which names it may be asked, beside this host's own",
      "  ip-map: {10.0.0.1: 192.0.2.1}  # addresses that servers give: to be replaced by",
      "  user: tender",
      "  password-file: /etc/aerospike-shm-tender/password",
      "  auth-mode: internal            # or external, external-insecure, pki",
      "  tls:                           # {} for the JVM's trusted authorities",
      "    cafile: /etc/ssl/ca.pem",
      "    certfile: /etc/ssl/tender.pem",
      "    keyfile: /etc/ssl/tender.key",
      "    protocols: [TLSv1.3]",
      "    cipher-suite: [TLS_AES_256_GCM_SHA384]",
      "  log-level: info                # error, warn, info, debug or trace",
      "",
      "Exit code 0 if the file is in order, 78 if not."
    })
final class CheckConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The configuration file, YAML.")
  private Path file;

  @Override
  public Integer call() throws CommandFailure {
    SettingsResult result =
        new SettingsReader(SegmentDirectory.standard(), CredentialFiles.ofTheService())
            .read(Optional.of(file), Overrides.none());
    if (result instanceof SettingsResult.Valid valid) {
      print(valid.effective());
      return ExitCode.OK;
    }
    throw new CommandFailure(ExitCode.CONFIGURATION, ((SettingsResult.Invalid) result).message());
  }

  private void print(List<EffectiveSetting> settings) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(file + " is ok:");
    int width = settings.stream().mapToInt(setting -> setting.key().length()).max().orElse(0);
    for (EffectiveSetting setting : settings) {
      out.println(
          "  "
              + setting.key()
              + " ".repeat(width + 2 - setting.key().length())
              + setting.value()
              + (setting.byDefault() ? " (default)" : ""));
    }
    out.flush();
  }
}
