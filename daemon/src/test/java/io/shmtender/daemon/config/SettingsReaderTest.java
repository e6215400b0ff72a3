package io.shmtender.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aerospike.client.policy.AuthMode;
import io.shmtender.daemon.cclient.CClientLayout;
import io.shmtender.daemon.cclient.CClientSettings;
import io.shmtender.daemon.http.HttpAddress;
import io.shmtender.daemon.segment.SegmentSettings;
import io.shmtender.daemon.tend.Seed;
import io.shmtender.reader.layout.SegmentDirectory;
import io.shmtender.reader.layout.SegmentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsReaderTest {
  private static final SegmentDirectory STANDARD = new SegmentDirectory(Path.of("/standard"));

  @TempDir private Path temporary;

  @Test
  void onlySeedsHaveToBeSet() throws IOException {
    DaemonSettings settings = valid("seeds: [127.0.0.1]\n", Overrides.none());

    assertEquals(SegmentSettings.defaults(STANDARD, SegmentKey.DEFAULT), settings.segment());
    assertEquals(List.of(new Seed("127.0.0.1", 3000)), settings.tender().seeds());
    assertEquals(Duration.ofSeconds(1), settings.tender().tendInterval());
    assertEquals("", settings.tender().clusterName());
    assertEquals(Optional.of(HttpAddress.DEFAULT), settings.http());
    assertEquals(List.of(), settings.httpHosts());
    assertTrue(settings.tender().tls().isEmpty());
    assertTrue(settings.tender().credentials().isEmpty());
  }

  private SettingsResult check(Path credentials, String... lines) throws IOException {
    Path file = Files.write(temporary.resolve("checked.yaml"), List.of(lines));
    return new SettingsReader(STANDARD, CredentialFiles.ofTheService(Map.of(), credentials))
        .read(Optional.of(file), Overrides.none());
  }

  private static String shown(SettingsResult result, String key) {
    return ((SettingsResult.Valid) result)
        .effective().stream()
            .filter(setting -> setting.key().equals(key))
            .findFirst()
            .orElseThrow()
            .value();
  }

  private static String mistakes(SettingsResult result) {
    return ((SettingsResult.Invalid) result).mistakes().toString();
  }

  @Test
  void credentialsAreCheckedWhereTheServiceHasThemFrom() throws IOException {
    Path credentials = Files.createDirectory(temporary.resolve("credentials"));
    String[] lines = {
      "seeds: [127.0.0.1]",
      "user: tender",
      "password-file: ${CREDENTIALS_DIRECTORY}/tender_password"
    };

    assertTrue(mistakes(check(credentials, lines)).contains("there is no file " + credentials));

    Path password = Files.writeString(credentials.resolve("password"), "secret\n");
    SettingsResult found = check(credentials, lines);
    assertEquals(password.toString(), shown(found, "password-file"));
    assertEquals(
        "secret",
        ((SettingsResult.Valid) found).settings().tender().credentials().orElseThrow().password());

    Files.writeString(password, "");
    assertTrue(mistakes(check(credentials, lines)).contains("is empty"));
  }

  @Test
  void credentialsThatOnlyTheServiceCanKnowAreLeftToItsStart() throws IOException {
    Path credentials = Files.createDirectory(temporary.resolve("credentials"));
    for (String name : List.of("/password", "/tender_in_a_directory")) {
      SettingsResult result =
          check(
              credentials,
              "seeds: [127.0.0.1]",
              "user: tender",
              "password-file: ${CREDENTIALS_DIRECTORY}" + name);
      assertEquals(
          "${CREDENTIALS_DIRECTORY}" + name + " (known once the service starts)",
          shown(result, "password-file"));
    }
    // As for a user who may not look, or on another machine.
    SettingsResult elsewhere =
        check(
            temporary.resolve("none"),
            "seeds: [127.0.0.1]",
            "user: tender",
            "password-file: ${CREDENTIALS_DIRECTORY}/tender_password",
            "tls:",
            "  certfile: ${CREDENTIALS_DIRECTORY}/tender_cert",
            "  keyfile: ${CREDENTIALS_DIRECTORY}/tender_key");
    assertTrue(shown(elsewhere, "tls.keyfile").endsWith("(known once the service starts)"));
  }

  @Test
  void everySettingReachesItsPlace() throws IOException {
    Path password = Files.writeString(temporary.resolve("password"), "secret\n");
    DaemonSettings settings =
        valid(
            """
            seeds: [127.0.0.1:3001, "[::1]:3010", db.example.com:4333:tlsname]
            cluster-name: prod
            shm-key: 0xA8000000
            directory: /run/somewhere
            shm-max-nodes: 32
            shm-max-namespaces: 4
            shm-takeover-threshold: 12
            tend-interval: 250ms
            tend-timeout: 2s
            conn-timeout: 3s
            login-timeout: 4s
            fast-poll: 0s
            use-services-alternate: true
            http-address: "[::1]:9000"
            http-hosts: [Tender.example.org, "*.svc"]
            mode: 0640
            group: root
            ip-map:
              10.0.0.1: 127.0.0.1
            user: reader
            password-file: %s
            auth-mode: external
            tls:
              protocols: [TLSv1.3]
            """
                .formatted(password),
            Overrides.none());

    SegmentSettings expected =
        new SegmentSettings(
            new SegmentDirectory(Path.of("/run/somewhere")),
            new SegmentKey(0xA8000000),
            32,
            4,
            Duration.ofMillis(250),
            Duration.ofSeconds(12),
            PosixFilePermissions.fromString("rw-r-----"),
            Optional.of("root"));
    assertEquals(expected, settings.segment());
    assertEquals(
        List.of(
            new Seed("127.0.0.1", 3001),
            new Seed("::1", 3010),
            new Seed("db.example.com", 4333, "tlsname")),
        settings.tender().seeds());
    assertEquals("prod", settings.tender().clusterName());
    assertTrue(settings.tender().useServicesAlternate());
    assertEquals(Duration.ofMillis(250), settings.tender().tendInterval());
    assertEquals(Duration.ofSeconds(2), settings.tender().requestTimeout());
    assertEquals(Duration.ofSeconds(3), settings.tender().connectTimeout());
    assertEquals(Duration.ofSeconds(4), settings.tender().loginTimeout());
    assertEquals(Optional.of(new HttpAddress("::1", 9000)), settings.http());
    assertEquals(List.of("tender.example.org", "*.svc"), settings.httpHosts());
    assertEquals(Duration.ZERO, settings.tender().fastPoll());
    assertEquals(Map.of("10.0.0.1", "127.0.0.1"), settings.tender().ipMap());
    assertEquals("secret", settings.tender().credentials().orElseThrow().password());
    assertEquals(AuthMode.EXTERNAL, settings.tender().credentials().orElseThrow().mode());
    assertEquals(List.of("TLSv1.3"), List.of(settings.tender().tls().orElseThrow().protocols));
  }

  @Test
  void flagsComeBeforeTheFile() throws IOException {
    Overrides flags =
        Overrides.none()
            .with("seeds", "--seed", List.of("10.0.0.1", "10.0.0.2:3002"))
            .with("shm-key", "--key", List.of("0xB0000000"))
            .with("tend-interval", "--tend-interval", List.of("5s"))
            .with("mode", "--mode", List.of());
    DaemonSettings settings = valid("seeds: [127.0.0.1]\nshm-key: 7\nmode: 0600\n", flags);

    assertEquals(
        List.of(new Seed("10.0.0.1", 3000), new Seed("10.0.0.2", 3002)), settings.tender().seeds());
    assertEquals(new SegmentKey(0xB0000000), settings.segment().key());
    assertEquals(Duration.ofSeconds(5), settings.segment().tendInterval());
    assertEquals(PosixFilePermissions.fromString("rw-------"), settings.segment().mode());
  }

  @Test
  void cClientSegmentsHaveTheLayoutsKeyAndSizeUnlessToldOtherwise() throws IOException {
    DaemonSettings settings =
        valid(
            """
            seeds: [127.0.0.1]
            c-client-segments:
              - layout: 6.4
              - layout: 7.4.1
                key: 0xB0000000
                max-nodes: 128
                max-namespaces: 32
            """,
            Overrides.none());

    assertEquals(
        List.of(
            new CClientSettings(new SegmentKey(0xA9000000), CClientLayout.V6_4, 16, 8),
            new CClientSettings(new SegmentKey(0xB0000000), CClientLayout.V7_4_1, 128, 32)),
        settings.cClientSegments());
  }

  @Test
  void cClientSegmentsAsFlagsComeBeforeTheFile() throws IOException {
    String flag = "--c-client-segment";
    Overrides flags =
        Overrides.none().with("c-client-segments", flag, List.of("4.6", "0x77:6.4", "8:7.4.1:3:2"));
    DaemonSettings settings =
        valid("seeds: [127.0.0.1]\nc-client-segments: [{layout: 6.4}]\n", flags);

    assertEquals(
        List.of(
            new CClientSettings(new SegmentKey(0xA8000000), CClientLayout.V4_6, 16, 8),
            new CClientSettings(new SegmentKey(0x77), CClientLayout.V6_4, 16, 8),
            new CClientSettings(new SegmentKey(8), CClientLayout.V7_4_1, 3, 2)),
        settings.cClientSegments());
    for (String wrong : List.of("6.5", "0:6.4", "6.4:7", "7:6.4:0", "7:6.4:1:1:1")) {
      SettingsResult result =
          read(
              "seeds: [127.0.0.1]\n",
              Overrides.none().with("c-client-segments", flag, List.of(wrong)));
      List<Mistake> mistakes = ((SettingsResult.Invalid) result).mistakes();
      assertEquals(1, mistakes.size(), mistakes::toString);
      assertTrue(mistakes.get(0).toString().startsWith(flag + ": "), mistakes::toString);
    }
  }

  @Test
  void noFileIsNeededWhenAFlagNamesASeed() {
    SettingsResult result =
        new SettingsReader(STANDARD)
            .read(Optional.empty(), Overrides.none().with("seeds", "--seed", List.of("a:1")));

    assertTrue(result instanceof SettingsResult.Valid, result::toString);
  }

  @Test
  void nothingIsServedWhenTheHttpAddressIsOffOrEmpty() throws IOException {
    for (String off : List.of("off", "\"\"")) {
      DaemonSettings settings = valid("seeds: [a]\nhttp-address: " + off + "\n", Overrides.none());
      assertTrue(settings.http().isEmpty());
    }
  }

  @Test
  void effectiveSettingsSayWhatNobodySet() throws IOException {
    SettingsResult.Valid result =
        (SettingsResult.Valid) read("seeds: [a, b:3010]\ntend-interval: 500ms\n", Overrides.none());

    assertTrue(result.effective().contains(new EffectiveSetting("seeds", "a:3000, b:3010", false)));
    assertTrue(result.effective().contains(new EffectiveSetting("tend-interval", "500ms", false)));
    assertTrue(
        result.effective().contains(new EffectiveSetting("shm-takeover-threshold", "30s", true)));
    assertTrue(result.effective().contains(new EffectiveSetting("group", "none", true)));
  }

  private DaemonSettings valid(String yaml, Overrides flags) throws IOException {
    SettingsResult result = read(yaml, flags);
    assertTrue(result instanceof SettingsResult.Valid, result::toString);
    return ((SettingsResult.Valid) result).settings();
  }

  private SettingsResult read(String yaml, Overrides flags) throws IOException {
    Path file = Files.writeString(temporary.resolve("tender.yaml"), yaml);
    return new SettingsReader(STANDARD).read(Optional.of(file), flags);
  }
}
