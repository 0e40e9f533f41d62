#include "base/notice.hpp"

#include <mutex>
#include <utility>

namespace nnpipe {

namespace {

struct Current {
  std::mutex mutex;
  NoticeHandler handler;
};

Current& current() {
  static Current current;
  return current;
}

}  // namespace

NoticeHandler set_notice_handler(NoticeHandler handler) {
  const std::lock_guard lock{current().mutex};
  return std::exchange(current().handler, std::move(handler));
}

void notice(const std::string& message) {
  const std::lock_guard lock{current().mutex};
  if (current().handler) current().handler(message);
}

}  // namespace nnpipe
