/**
 * What the tests of several modules use: conditions, child processes, directories in memory, and
 * the rule that tags hold to.
 */
package io.shmtender.testing;
