/** What a process or its host runs out of. Calls nothing. Not exported. */
package io.shmtender.reader.host;
