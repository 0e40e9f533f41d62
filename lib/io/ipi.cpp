#include "io/ipi.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/codes/runner.hpp"

namespace nnpipe::io {

namespace {

constexpr std::size_t header_length = 12;
constexpr std::int32_t longest_init = 1 << 20;
constexpr std::chrono::seconds patience{10};

// Where a partner may be: one address of each kind that the system knows for it.
struct Place {
  int family, protocol;
  std::vector<char> address;
};

std::vector<Place> local_places(std::string_view name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  // i-PI and ASE put a plain name where all programs of the machine find it.
  const std::string path =
      name.find('/') == std::string_view::npos ? fmt::format("{}/ipi_{}", "/tmp", name) : std::string{name};
  if (name.empty() || path.size() >= sizeof address.sun_path) {
    fail_usage("name of a socket: expected 1 to {} characters, got {}", sizeof address.sun_path - 1, quoted(name));
  }
  std::copy(path.begin(), path.end(), address.sun_path);
  const auto* bytes = reinterpret_cast<const char*>(&address);
  return {{AF_UNIX, 0, {bytes, bytes + sizeof address}}};
}

std::vector<Place> internet_places(const std::string& host, const std::string& port) {
  addrinfo wish{}, *found = nullptr;
  wish.ai_socktype = SOCK_STREAM;
  wish.ai_flags = AI_NUMERICSERV;
  const int status = ::getaddrinfo(host.c_str(), port.c_str(), &wish, &found);
  if (status != 0) fail("unknown host {}: {}", quoted(host), ::gai_strerror(status));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner{found, ::freeaddrinfo};
  std::vector<Place> places;
  for (const auto* at = found; at != nullptr; at = at->ai_next) {
    const auto* bytes = reinterpret_cast<const char*>(at->ai_addr);
    places.push_back({at->ai_family, at->ai_protocol, {bytes, bytes + at->ai_addrlen}});
  }
  return places;
}

std::vector<Place> places_of(const std::string& address) {
  if (address.starts_with("unix:")) return local_places(std::string_view{address}.substr(5));
  const auto colon = address.rfind(':');
  const std::string port = colon == std::string::npos ? address : address.substr(colon + 1);
  const auto number = parse_int(port);
  if (!number || *number < 1 || *number > 65535) {
    fail_usage("address {}, expected unix:NAME, PORT or HOST:PORT", quoted(address));
  }
  const std::string host = colon == std::string::npos ? "" : address.substr(0, colon);
  return internet_places(host.empty() ? "127.0.0.1" : host, port);
}

Descriptor connect_once(const std::vector<Place>& places) {
  for (const auto& place : places) {
    Descriptor socket{::socket(place.family, SOCK_STREAM | SOCK_CLOEXEC, place.protocol)};
    if (!socket) continue;
    const auto* address = reinterpret_cast<const sockaddr*>(place.address.data());
    if (::connect(socket.get(), address, static_cast<socklen_t>(place.address.size())) == 0) {
      // Messages are short and waited for.
      const int yes = 1;
      if (place.family != AF_UNIX) ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      return socket;
    }
  }
  return {};
}

std::string printable(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += c >= ' ' && c <= '~' ? c : '?';
  return text;
}

const RunnerUnits& atomic_units() {
  static const RunnerUnits units = *find_runner_units("bohr-hartree");
  return units;
}

}  // namespace

IpiPartner::IpiPartner(const std::string& address) : x_address{address} {
  const auto places = places_of(address);
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    x_socket = connect_once(places);
    if (x_socket) return;
    const int reason = errno;
    if ((reason != ECONNREFUSED && reason != ENOENT) || std::chrono::steady_clock::now() > end) {
      fail("{}: nobody answers: {}", address, std::strerror(reason));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

void IpiPartner::read(void* bytes, std::size_t n, std::string_view what) {
  auto* to = static_cast<char*>(bytes);
  while (n > 0) {
    const auto got = ::recv(x_socket.get(), to, n, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("{}: cannot read {}: {}", x_address, what, std::strerror(errno));
    if (got == 0) fail("{}: the partner has gone, expected {}", x_address, what);
    to += got;
    n -= static_cast<std::size_t>(got);
  }
}

template <typename Number>
Number IpiPartner::read_number(std::string_view what) {
  Number number;
  read(&number, sizeof number, what);
  return number;
}

void IpiPartner::send(const void* bytes, std::size_t n) {
  const auto* from = static_cast<const char*>(bytes);
  while (n > 0) {
    const auto sent = ::send(x_socket.get(), from, n, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) fail("{}: the partner does not take the answer: {}", x_address, std::strerror(errno));
    from += sent;
    n -= static_cast<std::size_t>(sent);
  }
}

void IpiPartner::say(std::string_view header) {
  std::string padded{header};
  padded.resize(header_length, ' ');
  send(padded.data(), padded.size());
}

std::string IpiPartner::read_header() {
  char bytes[header_length];
  // ASE's SocketIOCalculator ends without a word; who has not fetched the last answer is missed.
  if (x_answered && !x_answer && ::recv(x_socket.get(), bytes, 1, MSG_PEEK) == 0) return "EXIT";
  read(bytes, sizeof bytes, "STATUS, POSDATA, GETFORCE or EXIT");
  return std::string{trim(std::string_view{bytes, sizeof bytes})};
}

// What i-PI tells of replicas and of its own parameters does not matter here.
void IpiPartner::read_init() {
  read_number<std::int32_t>("the replica of INIT");
  const auto length = read_number<std::int32_t>("the length of INIT");
  if (length < 0 || length > longest_init)
    fail("{}: INIT of {} bytes, expected at most {}", x_address, length, longest_init);
  std::string text(static_cast<std::size_t>(length), '\0');
  read(text.data(), text.size(), "the text of INIT");
  x_begun = true;
}

IpiPartner::Configuration IpiPartner::read_positions(std::size_t atoms) {
  const double bohr = atomic_units().length;
  double cell[9], inverse[9];
  read(cell, sizeof cell, "the cell of POSDATA");
  read(inverse, sizeof inverse, "the inverse cell of POSDATA");
  const auto count = read_number<std::int32_t>("the number of atoms of POSDATA");
  if (count < 0 || static_cast<std::size_t>(count) != atoms) {
    fail("{}: POSDATA of {} atoms, expected {} as in the frame that names them", x_address, count, atoms);
  }
  std::vector<double> numbers(3 * atoms);
  read(numbers.data(), numbers.size() * sizeof(double), "the positions of POSDATA");
  Configuration result;
  // The matrix has the vectors as its columns and goes row by row.
  for (std::size_t v = 0; v < 3; ++v) result.cell[v] = bohr * Vec3{cell[v], cell[3 + v], cell[6 + v]};
  for (std::size_t i = 0; i < atoms; ++i) {
    result.positions.push_back(bohr * Vec3{numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]});
  }
  return result;
}

std::optional<IpiPartner::Configuration> IpiPartner::next(std::size_t atoms) {
  for (;;) {
    const auto header = read_header();
    if (header == "STATUS") {
      say(x_answer ? "HAVEDATA" : x_begun ? "READY" : "NEEDINIT");
    } else if (header == "INIT") {
      read_init();
    } else if (header == "POSDATA") {
      x_begun = true;
      x_answer.reset();
      return read_positions(atoms);
    } else if (header == "GETFORCE") {
      send_answer();
    } else if (header == "EXIT") {
      return std::nullopt;
    } else {
      fail("{}: {}, expected STATUS, INIT, POSDATA, GETFORCE or EXIT", x_address, quoted(printable(header)));
    }
  }
}

void IpiPartner::answer(double energy, std::span<const Vec3> forces, const Virial& virial) {
  const auto& units = atomic_units();
  Answer answer{energy / units.energy, {}, {}};
  for (const Vec3 f : forces) {
    for (const double component : {f.x, f.y, f.z}) answer.forces.push_back(component / units.force());
  }
  const double tensor[9] = {virial.xx, virial.xy, virial.xz, virial.xy, virial.yy,
                            virial.yz, virial.xz, virial.yz, virial.zz};
  std::transform(tensor, tensor + 9, answer.virial, [&](double w) { return w / units.energy; });
  x_answer = std::move(answer);
}

void IpiPartner::send_answer() {
  if (!x_answer) fail("{}: GETFORCE before POSDATA", x_address);
  say("FORCEREADY");
  send(&x_answer->energy, sizeof(double));
  const auto atoms = static_cast<std::int32_t>(x_answer->forces.size() / 3);
  send(&atoms, sizeof atoms);
  send(x_answer->forces.data(), x_answer->forces.size() * sizeof(double));
  send(x_answer->virial, sizeof x_answer->virial);
  const std::int32_t nothing_more = 0;
  send(&nothing_more, sizeof nothing_more);
  x_answer.reset();
  x_answered = true;
}

}  // namespace nnpipe::io
