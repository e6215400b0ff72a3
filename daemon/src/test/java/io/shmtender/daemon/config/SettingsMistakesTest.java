package io.shmtender.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shmtender.reader.layout.SegmentDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsMistakesTest {
  private static final String SEEDS = "seeds: [127.0.0.1:3000]\n";

  @TempDir private Path temporary;

  /** A second line that is wrong, the column, and what the message has to contain. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "shm_key: 1 | 1 | unknown key 'shm_key': did you mean 'shm-key'?",
        "tender-interval: 1s | 1 | unknown key 'tender-interval': did you mean 'tend-interval'?",
        "shm_takeover_threshold_sec: 5 | 1 | did you mean 'shm-takeover-threshold'?",
        "password: x | 1 | did you mean 'password-file'?",
        "zebra: 1 | 1 | unknown key 'zebra': known are seeds, cluster-name, ",
        "seeds: [10.0.0.1] | 1 | 'seeds' is here twice: it is on line 1 already",
        "shm-key: | 9 | shm-key has no value",
        "shm-key: 0 | 10 | shm-key: '0' is not a key: write a number from 1 to 0xFFFFFFFF",
        "shm-key: 0x1A7000000 | 10 | is not a key",
        "shm-key: [1] | 10 | a list where a single value belongs",
        "shm-max-nodes: many | 16 | shm-max-nodes: 'many' is not a number: write 1 to 32767",
        "shm-max-nodes: 0 | 16 | '0' is out of range: write 1 to 32767",
        "shm-max-nodes: 32768 | 16 | out of range",
        "shm-max-nodes: 99999999999999999999 | 16 | is not a number",
        "shm-max-namespaces: 1025 | 21 | out of range: write 1 to 1024",
        "tend-interval: 1000 | 16 | '1000' has no unit: write 1000ms or 1000s",
        "tend-interval: 9ms | 16 | '9ms' is out of range: write 10ms to 1h",
        "tend-interval: 2h | 16 | out of range",
        "tend-interval: soon | 16 | 'soon' is not a duration: write 10ms to 1h, with the unit",
        "tend-interval: -1s | 16 | is not a duration",
        "tend-timeout: 0s | 15 | tend-timeout: '0s' is out of range: write 10ms to 5m",
        "fast-poll: 2m | 12 | out of range: write 0s to 1m",
        "shm-takeover-threshold: 10ms | 25 | write 100ms to 24h, with the unit ms, s, m or h; a plain number is seconds",
        "shm-takeover-threshold: 2s | 1 | 2s is not more than twice the tend-interval of 1s",
        "use-services-alternate: yes | 25 | use-services-alternate: 'yes': write true or false",
        "mode: 0666 | 7 | nobody else may",
        "mode: 0755 | 7 | write 0600, 0640 or 0644",
        "mode: 0044 | 7 | write 0600, 0640 or 0644",
        "mode: rw-r--r-- | 7 | write three octal digits",
        "group: no-such-group-here | 8 | this host has no group 'no-such-group-here'",
        "directory: run/tender | 12 | is a relative path: write an absolute one",
        "cluster-name: two words | 15 | is not a cluster name",
        "cluster-name: äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü | 15 | write up to 64 bytes",
        "auth-mode: kerberos | 12 | is not one of internal, external, external-insecure, pki",
        "auth-mode: external | 1 | external needs the section tls",
        "user: me | 1 | set password-file too",
        "password-file: /no/such/file | 16 | there is no file /no/such/file",
        "password-file: ${CREDENTIALS_DIRECTORY}/x | 16 | known to a systemd service only",
        "http-hosts: [http://tender:1] | 14 | 'http://tender:1' is not a name: write one without scheme",
        "http-hosts: tender.* | 13 | is not a name: write one without scheme and port",
        "log-level: loud | 12 | 'loud' is not one of error, warn, info, debug, trace",
        "tls: on | 6 | tls is a section",
        "tls: {cafile: /no/such.pem} | 15 | tls.cafile: there is no file /no/such.pem",
        "tls: {ca-file: x} | 7 | unknown key 'ca-file': did you mean 'cafile'?",
        "tls: {certfile: /etc/passwd} | 7 | tls.certfile: certfile and keyfile go together",
        "tls: {cafile: /etc/passwd} | 7 | tls.cafile: /etc/passwd",
        "tls: {protocols: [SSLv9]} | 19 | this JVM knows no protocol 'SSLv9': ",
        "ip-map: [a] | 9 | ip-map is a section",
        "c-client-segments: [{layout: 6.5}] | 30 | c-client-segments.layout: '6.5' is not a layout of the C client: known are 4.6, 6.4, 7.4.1",
        "c-client-segments: [{key: 1}] | 21 | which layout of the C client? Known are [4.6, 6.4, 7.4.1]",
        "c-client-segments: [{layout: 6.4, key: 0}] | 40 | c-client-segments.key: '0' is not a key",
        "c-client-segments: [{layout: 6.4}, {layout: 6.4}] | 36 | the key 0xA9000000 is another segment's already",
        "c-client-segments: [{layout: 6.4, key: 7}, {layout: 4.6, key: 0x7}] | 58 | the key 0x00000007 is another",
        "c-client-segments: [{layout: 6.4, max-nodes: 0}] | 46 | out of range: write 1 to 1024",
        "c-client-segments: [{layout: 6.4, max-namespaces: 33}] | 51 | out of range: write 1 to 32",
        "c-client-segments: [{layout: 6.4, max-node: 1}] | 35 | unknown key 'max-node': did you mean 'max-nodes'?",
        "c-client-segments: [{layout: 6.4, mode: 0644}] | 41 | whoever may read has to write, too; write 0600, 0660 or 0666",
        "c-client-segments: [{layout: 6.4, mode: rw}] | 41 | is not a mode: write 0600, 0660 or 0666",
        "c-client-segments: [{layout: 6.4, group: root}] | 35 | changes nothing with mode 0666: set mode 0660",
        "c-client-segments: [6.4] | 21 | is a list of sections",
        "{ | 1 | this is not YAML",
        "shm-key 1 | 1 | this is not YAML",
      })
  void aMistakeOnTheSecondLineSaysWhereAndWhatIsAllowed(String line, int column, String message)
      throws IOException {
    Mistake mistake = only(mistakes(SEEDS + line + "\n"));

    Origin.InFile place = assertInstanceOf(Origin.InFile.class, mistake.origin());
    // A syntax error shows where the parser gives up, which can be a line later.
    assertTrue(place.line() == 2 || mistake.message().contains("not YAML"), mistake::toString);
    assertTrue(
        place.column() == column || mistake.message().contains("not YAML"), mistake::toString);
    assertTrue(mistake.message().contains(message), mistake::toString);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3000 | '3000' is a port, not an address: write host:port, for example 127.0.0.1:3000",
        "http://db:3000 | without a scheme or path",
        "`'a:3000, b:3000'` | more than one address",
        "`'::1'` | with an IPv6 address in brackets",
        "`'a:70000'` | is not 1..65535",
        "`':3000'` | is not host[:port[:tlsname]]",
        "`''` | is not host[:port[:tlsname]]",
        "`[[::1]:3000]` | an IPv6 address needs quotes",
        "`[::1]` | an IPv6 address needs quotes",
        "`[a, b]` | what has [ ] { } in it needs quotes",
        "`'db:4333:name'` | has the TLS name 'name', but there is no section tls",
      })
  void aSeedThatIsNoAddressIsExplained(String seed, String message) throws IOException {
    Mistake mistake = mistakes("\nseeds:\n  - " + seed + "\n").get(0);

    assertTrue(mistake.toString().contains("tender.yaml:"), mistake::toString);
    assertTrue(mistake.message().contains(message), mistake::toString);
  }

  @Test
  void aPortAloneIsExplainedWithoutAListToo() throws IOException {
    assertEquals(
        "seeds: '3000' is a port, not an address: write host:port, for example 127.0.0.1:3000",
        only(mistakes("seeds: 3000\n")).message());
  }

  @Test
  void allMistakesAreReportedInTheOrderOfTheFile() throws IOException {
    List<Mistake> mistakes =
        mistakes(
            """
            mode: 0777
            shm-kye: 1
            seeds:
              - 127.0.0.1
              - 3000
            tend-interval: 1
            user: me
            """);

    assertEquals(
        List.of(1, 2, 5, 6, 7),
        mistakes.stream().map(mistake -> ((Origin.InFile) mistake.origin()).line()).toList());
  }

  @Test
  void anEmptyFileLacksSeeds() throws IOException {
    Mistake mistake = only(mistakes("# nothing\n"));

    assertInstanceOf(Origin.WholeFile.class, mistake.origin());
    assertTrue(mistake.message().contains("no server to ask first"), mistake::toString);
  }

  @Test
  void aListInsteadOfKeysIsExplained() throws IOException {
    assertTrue(only(mistakes("- a\n- b\n")).toString().contains("write settings as 'key: value'"));
  }

  @Test
  void aTabIsExplained() throws IOException {
    assertTrue(
        mistakes("seeds:\n\t- a\n")
            .get(0)
            .toString()
            .endsWith("2:1: this is not YAML: a tab cannot indent; use spaces"));
  }

  @Test
  void aCharacterThatYamlForbidsHasAPlace() throws IOException {
    assertTrue(
        mistakes(SEEDS + "user: a\u0007b\n")
            .get(0)
            .toString()
            .endsWith("2:8: the character U+0007 is not allowed in YAML"));
  }

  @Test
  void aSecondDocumentIsExplained() throws IOException {
    assertTrue(mistakes(SEEDS + "---\n" + SEEDS).get(0).message().contains("not YAML"));
  }

  @Test
  void bytesThatAreNoTextAreExplained() throws IOException {
    Path file = temporary.resolve("tender.yaml");
    Files.write(file, new byte[] {(byte) 0xC3, (byte) 0x28});

    assertEquals(
        file + ": is not text in UTF-8", only(mistakes(file, Overrides.none())).toString());
  }

  @Test
  void aMissingFileIsExplained() {
    Path file = temporary.resolve("missing.yaml");

    assertEquals(
        file + ": there is no such file", only(mistakes(file, Overrides.none())).toString());
  }

  @Test
  void aDirectoryInsteadOfAFileIsExplained() {
    assertEquals(
        temporary + ": is a directory, not a file",
        only(mistakes(temporary, Overrides.none())).toString());
  }

  // What opens a FIFO waits for ever.
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @Test
  @Tag("process")
  void aFifoOrADeviceInsteadOfAFileIsExplainedAtOnce() throws Exception {
    Path fifo = temporary.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());

    assertEquals(
        fifo + ": is a FIFO, not a file", only(mistakes(fifo, Overrides.none())).toString());
    assertEquals(
        "/dev/zero: is a device, not a file",
        only(mistakes(Path.of("/dev/zero"), Overrides.none())).toString());
    for (String key : List.of("user: me\npassword-file", "tls:\n  cafile")) {
      assertTrue(
          only(mistakes(SEEDS + key + ": " + fifo))
              .toString()
              .endsWith(fifo + " is a FIFO, not a file"),
          key);
      assertTrue(
          only(mistakes(SEEDS + key + ": " + temporary))
              .toString()
              .endsWith(temporary + " is a directory, not a file"),
          key);
    }
  }

  @Test
  void aFileThatCanBeNoneOfTheConfigurationsIsNotReadIntoMemory() throws Exception {
    Path huge = temporary.resolve("huge");
    try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }

    assertTrue(
        only(mistakes(huge, Overrides.none())).toString().contains("has more than 1048576 bytes"));
    for (String key : List.of("user: me\npassword-file", "tls:\n  cafile")) {
      assertTrue(
          only(mistakes(SEEDS + key + ": " + huge)).toString().contains("is it the right file?"),
          key);
    }
    Path certificate = temporary.resolve("certificate");
    String both = "tls:\n  certfile: " + Files.createFile(certificate) + "\n  keyfile: " + huge;
    assertTrue(only(mistakes(SEEDS + both)).toString().contains("is it the right file?"));
  }

  @Test
  void aPlaceOfAFlagIsItsName() throws IOException {
    Path file = Files.writeString(temporary.resolve("tender.yaml"), SEEDS, StandardCharsets.UTF_8);
    Overrides flags = Overrides.none().with("shm-max-nodes", "--max-nodes", List.of("none"));

    assertEquals(
        "--max-nodes: 'none' is not a number: write 1 to 32767",
        only(mistakes(file, flags)).toString());
  }

  @Test
  void aMistakeInTheFileIsReportedEvenWhenAFlagOverridesIt() throws IOException {
    Path file = Files.writeString(temporary.resolve("tender.yaml"), SEEDS + "shm-key: no\n");
    Overrides flags = Overrides.none().with("shm-key", "--key", List.of("1"));

    assertTrue(only(mistakes(file, flags)).toString().contains("tender.yaml:2:10: shm-key"));
  }

  private List<Mistake> mistakes(String yaml) throws IOException {
    return mistakes(Files.writeString(temporary.resolve("tender.yaml"), yaml), Overrides.none());
  }

  private static List<Mistake> mistakes(Path file, Overrides flags) {
    SettingsResult result =
        new SettingsReader(new SegmentDirectory(Path.of("/standard")))
            .read(Optional.of(file), flags);
    return assertInstanceOf(SettingsResult.Invalid.class, result).mistakes();
  }

  private static Mistake only(List<Mistake> mistakes) {
    assertEquals(1, mistakes.size(), mistakes::toString);
    return mistakes.get(0);
  }
}
