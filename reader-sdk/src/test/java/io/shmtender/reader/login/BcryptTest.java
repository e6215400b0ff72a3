package io.shmtender.reader.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.aerospike.client.admin.AdminCommand;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same hashes as the official client's. */
final class BcryptTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "secret",
        "pässwörd with ünicode €𝄞",
        "exactly 71 bytes, so that the zero at the end is the last one of 72....",
        "more than 72 bytes, of which only the first 72 count, whatever comes after them, as here"
      })
  void hashesAreThoseOfTheOfficialClient(String password) {
    assertEquals(AdminCommand.hashPassword(password), Bcrypt.hash(password));
  }
}
