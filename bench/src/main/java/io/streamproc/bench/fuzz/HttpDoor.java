package io.streamproc.bench.fuzz;

import io.streamproc.bench.fuzz.HttpAnswers.Answer;
import io.streamproc.bench.fuzz.HttpRequests.Requests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends cases to one HTTP port over raw sockets, because HTTP clients would not send most of them.
 */
final class HttpDoor implements Door {
  private static final int QUIET_MILLIS = 300; // after this the input counts as incomplete
  private static final int HANG_MILLIS = 15_000;
  private static final Pattern ACCEPTED = Pattern.compile("\\{\"accepted\":([0-9]+)[,}].*");
  private static final Pattern DATA = Pattern.compile("\"series\":|# HELP|websocket\":");
  private static final Pattern INNARDS =
      Pattern.compile("Exception|\\tat [a-z]|io\\.(vertx|netty|streamproc)\\.");

  private final String name;
  private final int port;
  private final FuzzAccess access;

  HttpDoor(String name, int port, FuzzAccess access) {
    this.name = name;
    this.port = port;
    this.access = access;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Complaint attempt(Dice dice, Tally tally) throws IOException {
    Requests requests = HttpRequests.next(dice, name, "127.0.0.1:" + port, access);
    byte[] bytes = requests.bytes();
    if (access.hasTls() && dice.chance(0.1)) {
      return breakHandshake(access.badHandshake(dice, bytes), tally);
    }
    try (Socket socket = access.connect(port)) {
      if (dice.chance(0.05)) {
        return abort(dice, tally, requests, socket);
      }
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      boolean closed = exchange(dice, requests, socket, received);
      if (!closed && !socket.isInputShutdown() && hangs(socket, received)) {
        return Complaint.of(name + " neither answers nor closes", bytes);
      }
      return judge(HttpAnswers.parse(received.toByteArray(), true), requests, tally);
    }
  }

  /** Begins without TLS, or breaks the handshake: the server closes, and answers no request. */
  private Complaint breakHandshake(byte[] bytes, Tally tally) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try (Socket socket = FuzzAccess.plain(port)) {
      send(socket, bytes);
      if (hangs(socket, received)) {
        return Complaint.of(name + " neither ends nor refuses a handshake", bytes);
      }
    }
    tally.count(name + " handshake refused");
    String answer = received.toString(StandardCharsets.ISO_8859_1);
    return answer.startsWith("HTTP/") && !answer.startsWith("HTTP/1.1 4")
        ? Complaint.of(name + " answers without TLS: " + answer, bytes)
        : null;
  }

  /** Disconnects in the middle, without waiting for a response. */
  private Complaint abort(Dice dice, Tally tally, Requests requests, Socket socket)
      throws IOException {
    send(socket, Arrays.copyOf(requests.bytes(), dice.between(0, requests.bytes().length)));
    socket.setSoLinger(true, 0);
    tally.mayHaveAccepted(requests.mostEvents());
    tally.count(name + " aborted");
    return null;
  }

  /** Sends everything; returns whether all expected responses have come. */
  private static boolean exchange(
      Dice dice, Requests requests, Socket socket, ByteArrayOutputStream received)
      throws IOException {
    byte[] bytes = requests.bytes();
    int cut = dice.chance(0.2) ? dice.between(0, bytes.length) : bytes.length;
    if (!send(socket, Arrays.copyOf(bytes, cut))
        || !send(socket, Arrays.copyOfRange(bytes, cut, bytes.length))) {
      return read(socket, received, requests.requests());
    }
    return read(socket, received, requests.requests());
  }

  /**
   * Returns whether the server accepted the bytes; it may close while we write if it has already
   * refused.
   */
  private static boolean send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean read(Socket socket, ByteArrayOutputStream received, int expected)
      throws IOException {
    socket.setSoTimeout(QUIET_MILLIS);
    byte[] buffer = new byte[16_384];
    InputStream in = socket.getInputStream();
    try {
      while (HttpAnswers.parse(received.toByteArray(), false).answers().size() < expected) {
        int count = in.read(buffer);
        if (count < 0) {
          return true;
        }
        received.write(buffer, 0, count);
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset: closed as well
    }
  }

  /** We send nothing more: now the server has to respond, or to close. */
  private static boolean hangs(Socket socket, ByteArrayOutputStream received) throws IOException {
    byte[] buffer = new byte[16_384];
    try {
      socket.shutdownOutput();
      socket.setSoTimeout(HANG_MILLIS);
      for (int count; (count = socket.getInputStream().read(buffer)) >= 0; ) {
        received.write(buffer, 0, count);
      }
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Complaint judge(HttpAnswers read, Requests requests, Tally tally) {
    List<Answer> answers = read.answers();
    if (answers.size() < requests.requests()) {
      tally.mayHaveAccepted(requests.mostEvents());
    }
    if (answers.isEmpty()) {
      tally.count(name + " closed");
    }
    long accepted = 0;
    for (Answer answer : answers) {
      tally.count(name + " " + answer.status());
      if (answer.status() == 202) {
        accepted += count(answer, tally);
      }
      if (accepted > requests.mostEvents()) {
        return Complaint.of(name + " accepts " + accepted + " events", requests.bytes());
      }
      if (!requests.mayRead() && showsData(answer)) {
        return Complaint.of(name + " shows data without a key", requests.bytes());
      }
      String wrong = wrong(answer);
      if (wrong != null) {
        return Complaint.of(name + " " + wrong, requests.bytes());
      }
    }
    return read.fault() == null
        ? null
        : Complaint.of(name + " sends " + read.fault(), requests.bytes());
  }

  private static long count(Answer answer, Tally tally) {
    Matcher matcher = ACCEPTED.matcher(answer.body());
    if (!matcher.matches() || answer.headers().containsKey("idempotency-replayed")) {
      return 0;
    }
    long events = Long.parseLong(matcher.group(1));
    tally.accept(events);
    return events;
  }

  private static boolean showsData(Answer answer) {
    return answer.status() == 200 && DATA.matcher(answer.body()).find();
  }

  private static String wrong(Answer answer) {
    if (answer.status() >= 500
        && answer.status() != 503
        && answer.status() != 501
        && answer.status() != 505) {
      return "answers " + answer.status() + ": " + answer.body();
    }
    if (answer.status() == 202 && !ACCEPTED.matcher(answer.body()).matches()) {
      return "answers 202 with " + answer.body();
    }
    boolean refused = answer.status() >= 400;
    return refused && INNARDS.matcher(answer.body()).find()
        ? "shows its inside: " + answer.body()
        : null;
  }
}
