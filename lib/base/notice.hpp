// Notices: what a library has to say to a user that is no failure. Without a handler they go nowhere.
#pragma once

#include <functional>
#include <string>

namespace nnpipe {

// Gets "PLACE: what was done and why" without a full stop. Programs print it; a handler may be called by any thread,
// one call at a time.
using NoticeHandler = std::function<void(const std::string&)>;

// Returns the handler that was there before.
NoticeHandler set_notice_handler(NoticeHandler handler);

void notice(const std::string& message);

}  // namespace nnpipe
