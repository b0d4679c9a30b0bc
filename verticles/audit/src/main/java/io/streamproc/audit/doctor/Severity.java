package io.streamproc.audit.doctor;

/** How bad a finding is. */
public enum Severity {
  /** As it should be. */
  OK,
  /** Works, but needs attention within days. */
  WARNING,
  /** Does not work, or will soon not work. */
  ERROR
}
