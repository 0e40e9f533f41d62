// The state behind the C++ module nnpipe.core, and its functions.
#pragma once

#include <lua.hpp>
#include <optional>

#include "base/error.hpp"
#include "lua/folder.hpp"
#include "lua/module.hpp"
#include "lua/pipeline.hpp"

namespace nnpipe::lua {

struct Core {
  explicit Core(Surroundings around);

  Surroundings surroundings;
  std::string module_sources;  // what the paths of the module's own files begin with
  std::optional<Lock> lock;    // goes after the engine, which awaits the programs that share it
  Engine engine;
};

// Ties the core to the interpreter and makes nnpipe.core loadable in it.
void install_core(lua_State* state, Core& core);
Core& core_of(lua_State* state);

// The function `body` as Lua can call it: what it throws becomes a Lua error that begins with the place in the script.
template <int (*body)(lua_State*)>
int guarded(lua_State* state);

// read_table(path) → {units, fields, rows, notes}; write_table(path, table).
int read_table(lua_State* state);
int write_table(lua_State* state);
// html_page {title, lead, items = {{kind = "heading" | "paragraph" | "figure" | "table" | "details", …}, …}} → text.
int html_page(lua_State* state);

// Leaves the error on the stack for lua_error.
void push_failure(lua_State* state, const std::string& message, ExitStatus status);

template <int (*body)(lua_State*)>
int guarded(lua_State* state) {
  try {
    return body(state);
  } catch (const Error& error) {
    push_failure(state, error.what(), error.status());
  } catch (const Interrupted&) {
    push_failure(state, "interrupted", ExitStatus::failure);
  } catch (const std::exception& error) {
    push_failure(state, error.what(), ExitStatus::failure);
  }
  return lua_error(state);  // no C++ object is alive here
}

}  // namespace nnpipe::lua
