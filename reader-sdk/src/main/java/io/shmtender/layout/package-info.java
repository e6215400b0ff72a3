/** The native segment's one description: names, offsets and words that writer and readers share. */
package io.shmtender.layout;
