/** RIPEMD-160, as a key's digest needs it. Calls nothing. Not exported. */
package io.shmtender.reader.digest;
