/** The reader SDK: maps the tender's segment read-only, routes keys, runs commands. */
module io.shmtender.reader {
  exports io.shmtender.reader;
}
