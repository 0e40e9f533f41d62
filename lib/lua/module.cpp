#include "lua/module.hpp"

#include <lua.hpp>

#include "lua/core.hpp"
#include "lua/pipeline.hpp"

namespace nnpipe::lua {

Session::Session(Surroundings surroundings) : x_core{std::make_unique<Core>(std::move(surroundings))} {
  install_core(x_interpreter.state(), *x_core);
}

Session::~Session() = default;

void Session::run() {
  finish([this] { x_interpreter.run_file(x_core->surroundings.script); });
}

void Session::run_text(std::string_view text) {
  finish([this, text] { x_interpreter.run_text(text, x_core->surroundings.script); });
}

void Session::finish(const std::function<void()>& script) {
  lua_State* state = x_interpreter.state();
  try {
    script();
    // Steps nobody asked the result of run to their end here. A script that does not use the module has none.
    lua_getglobal(state, "require");
    lua_pushstring(state, "nnpipe");
    x_interpreter.call(1, 1);
    lua_getfield(state, -1, "finish");
    x_interpreter.call(0, 0);
    lua_pop(state, 1);
  } catch (...) {
    x_core->engine.terminate();
    if (const int signal = Engine::interrupted(); signal != 0) throw Interrupted{signal};
    throw;
  }
}

}  // namespace nnpipe::lua
