/**
 * The native segment's one description: the bytes of a file, the names of files, the directory they
 * are in.
 *
 * <p>Writer (the daemon) and reader (the SDK) share these constants. This package calls nothing of
 * either: what makes a body of a map and a map of a body is {@code io.shmtender.reader.BodyCodec},
 * as it knows both.
 */
package io.shmtender.reader.layout;
