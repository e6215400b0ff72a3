package io.shmtender.simulator.info;

import io.shmtender.simulator.wire.ResultCode;

/** Error answers, in the form of the server's {@code as_info_respond_error}. */
final class InfoError {
  private InfoError() {}

  static String of(ResultCode code, String message) {
    return "ERROR:" + code.code() + ":" + message;
  }

  static String namespaceNotFound() {
    return of(ResultCode.NAMESPACE, "namespace not found on node");
  }
}
