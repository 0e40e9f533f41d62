// Between Lua and C++: values out of tables and onto the stack, and errors across the border in both directions.
#pragma once

#include <lua.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace nnpipe::lua {

// All of these leave the stack as they found it, and throw Error instead of raising Lua's error: C++ objects are alive
// where they are called, and Lua's longjmp would pass over their destructors.

// The argument at `index`, which messages call `name`.
std::string text_argument(lua_State* state, int index, std::string_view name);
std::string text_argument(lua_State* state, int index, std::string_view name, std::string_view when_absent);
double number_argument(lua_State* state, int index, std::string_view name);

// Fields of the table at `index`, without metamethods.
std::string text_field(lua_State* state, int index, const char* field, std::string_view when_absent = {});
// field[1 … n], each a text.
std::vector<std::string> list_field(lua_State* state, int index, const char* field);
// The array of texts at `index` itself.
std::vector<std::string> list_at(lua_State* state, int index, std::string_view name);

void push(lua_State* state, std::string_view text);
void push(lua_State* state, const std::vector<std::string>& texts);

// An error as Lua code sees it: a table {message, status} that prints as its message.
void push_error(lua_State* state, const std::string& message, ExitStatus status);
// Takes the error value off the stack.
Error take_error(lua_State* state);

// "si.lua:14" of the innermost function whose source does not begin with `module_sources`; empty if there is none.
std::string place_of_caller(lua_State* state, std::string_view module_sources);

}  // namespace nnpipe::lua
