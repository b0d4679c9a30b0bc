package io.streamproc.core.http;

import io.netty.util.ByteProcessor;

/**
 * Checks the head of an HTTP/1 request byte by byte and rejects everything that RFC 9112 does not
 * allow. Decoders are lenient: they fold lines, skip control characters, and accept other white
 * space as a space. If two programs on the path of a request are lenient in different ways, a
 * request can be smuggled past one of them. Therefore a head is accepted only if it can be read in
 * exactly one way.
 *
 * <pre>
 * head   = *CRLF method SP target SP "HTTP/" DIGIT "." DIGIT CRLF *( field CRLF ) CRLF
 * field  = token ":" *( HTAB / SP / VCHAR / obs-text )
 * method = token
 * target = 1*VCHAR, without "#"
 * </pre>
 */
final class HeadGrammar implements ByteProcessor {
  private static final String VERSION = "HTTP/d.d";
  private static final String HTTP2_PREFACE = "PRI * HTTP/2";
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final int TLS_HANDSHAKE = 0x16;

  private enum State {
    START,
    START_CR,
    METHOD,
    TARGET_START,
    TARGET,
    VERSION,
    LINE_CR,
    LINE_START,
    NAME,
    VALUE,
    END_CR,
    END
  }

  private State state = State.START;
  private int preface; // matched characters of HTTP2_PREFACE
  private boolean onlyPreface = true;
  private int version;
  private boolean firstLine = true;

  /** Whether the head is complete. */
  boolean atEnd() {
    return state == State.END;
  }

  /** Whether no byte of a head has been read. */
  boolean atStart() {
    return state == State.START;
  }

  /** Takes the next byte; returns whether the head goes on. */
  @Override
  public boolean process(byte octet) {
    next(octet);
    return state != State.END;
  }

  /**
   * Takes the next byte.
   *
   * @throws BadHeadException if the byte is not allowed here
   */
  void next(byte octet) {
    int b = octet & 0xff;
    notePreface(b);
    state =
        switch (state) {
          case START -> start(b);
          case START_CR -> afterCr(b, State.START);
          case METHOD -> b == ' ' ? State.TARGET_START : token(b, State.METHOD, "method");
          case TARGET_START -> target(b);
          case TARGET -> b == ' ' ? State.VERSION : target(b);
          case VERSION -> version(b);
          case LINE_CR -> afterCr(b, State.LINE_START);
          case LINE_START -> lineStart(b);
          case NAME -> b == ':' ? State.VALUE : token(b, State.NAME, "field name");
          case VALUE -> value(b);
          case END_CR -> afterCr(b, State.END);
          case END -> throw new IllegalStateException("the head has ended");
        };
  }

  private void notePreface(int b) {
    if (onlyPreface && preface < HTTP2_PREFACE.length()) {
      onlyPreface = b == HTTP2_PREFACE.charAt(preface++);
      if (onlyPreface && preface == HTTP2_PREFACE.length()) {
        throw new BadHeadException(ClientFault.HTTP2, "this port speaks HTTP/1.1, not HTTP/2");
      }
    }
  }

  private static State start(int b) {
    if (b == TLS_HANDSHAKE) {
      throw new BadHeadException(ClientFault.TLS, "this port speaks plain HTTP, not TLS");
    }
    return b == '\r' ? State.START_CR : token(b, State.METHOD, "method");
  }

  private static State target(int b) {
    if (b <= ' ' || b >= 0x7f || b == '#') {
      throw bad("an invalid character in the request target", b);
    }
    return State.TARGET;
  }

  private State version(int b) {
    if (version == VERSION.length()) {
      return expect(b, '\r', State.LINE_CR, "a line that does not end in CR LF");
    }
    char wanted = VERSION.charAt(version++);
    boolean fits = wanted == 'd' ? b >= '0' && b <= '9' : b == wanted;
    if (!fits) {
      throw bad("no HTTP version after the request target", b);
    }
    return State.VERSION;
  }

  private State lineStart(int b) {
    if (b == '\r') {
      return State.END_CR;
    }
    if (b == ' ' || b == '\t') {
      throw new BadHeadException(
          ClientFault.MALFORMED_HEAD,
          firstLine ? "white space before the first field" : "a folded field");
    }
    firstLine = false;
    return token(b, State.NAME, "field name");
  }

  private static State value(int b) {
    if (b == '\r') {
      return State.LINE_CR;
    }
    if (b < ' ' && b != '\t' || b == 0x7f) {
      throw bad("an invalid character in a field", b);
    }
    return State.VALUE;
  }

  private static State afterCr(int b, State next) {
    return expect(b, '\n', next, "a CR without LF");
  }

  private static State expect(int b, char wanted, State next, String problem) {
    if (b != wanted) {
      throw bad(problem, b);
    }
    return next;
  }

  private static State token(int b, State next, String what) {
    boolean alphanumeric = b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
    if (!alphanumeric && TOKEN_MARKS.indexOf(b) < 0) {
      throw bad("an invalid character in a " + what, b);
    }
    return next;
  }

  private static BadHeadException bad(String what, int b) {
    String shown = "0x" + Integer.toHexString(0x100 | b).substring(1);
    return new BadHeadException(ClientFault.MALFORMED_HEAD, what + " (" + shown + ")");
  }
}
