/** The reader SDK: maps the tender's segment read-only, routes keys, runs commands. */
module io.shmtender.reader {
  exports io.shmtender.client;
  exports io.shmtender.client.cdt;
  exports io.shmtender.client.policy;
  exports io.shmtender.reader;
}
