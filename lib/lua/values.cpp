#include "lua/values.hpp"

#include "base/text.hpp"

namespace nnpipe::lua {

namespace {

constexpr const char* error_type = "nnpipe.error";

std::string text_at(lua_State* state, int index) {
  std::size_t size = 0;
  const char* bytes = lua_tolstring(state, index, &size);  // a number on the stack becomes text: it is ours alone
  return {bytes, size};
}

int error_to_text(lua_State* state) {
  lua_getfield(state, 1, "message");
  return 1;
}

}  // namespace

std::string text_argument(lua_State* state, int index, std::string_view name) {
  if (!lua_isstring(state, index)) fail("{}: expected a text, got {}", name, luaL_typename(state, index));
  lua_pushvalue(state, index);
  std::string text = text_at(state, -1);
  lua_pop(state, 1);
  // The system would take it to end there.
  if (name == "path" && text.find('\0') != std::string::npos) fail("path: a zero byte in {}", nnpipe::quoted(text));
  return text;
}

std::string text_argument(lua_State* state, int index, std::string_view name, std::string_view when_absent) {
  return lua_isnoneornil(state, index) ? std::string{when_absent} : text_argument(state, index, name);
}

double number_argument(lua_State* state, int index, std::string_view name) {
  if (lua_type(state, index) != LUA_TNUMBER) fail("{}: expected a number, got {}", name, luaL_typename(state, index));
  return lua_tonumber(state, index);
}

std::string text_field(lua_State* state, int index, const char* field, std::string_view when_absent) {
  index = lua_absindex(state, index);
  if (!lua_istable(state, index)) fail("expected a table, got {}", luaL_typename(state, index));
  lua_pushstring(state, field);
  lua_rawget(state, index);
  std::string text = lua_isstring(state, -1) ? text_at(state, -1) : std::string{when_absent};
  lua_pop(state, 1);
  return text;
}

std::vector<std::string> list_at(lua_State* state, int index, std::string_view name) {
  index = lua_absindex(state, index);
  if (!lua_istable(state, index)) fail("{}: expected a list, got {}", name, luaL_typename(state, index));
  std::vector<std::string> texts;
  const auto count = static_cast<lua_Integer>(lua_rawlen(state, index));
  for (lua_Integer i = 1; i <= count; ++i) {
    if (lua_rawgeti(state, index, i); !lua_isstring(state, -1)) {
      const std::string type = luaL_typename(state, -1);
      lua_pop(state, 1);
      fail("{}: expected a text as entry {}, got {}", name, i, type);
    }
    texts.push_back(text_at(state, -1));
    lua_pop(state, 1);
  }
  return texts;
}

std::vector<std::string> list_field(lua_State* state, int index, const char* field) {
  index = lua_absindex(state, index);
  lua_pushstring(state, field);
  lua_rawget(state, index);
  std::vector<std::string> texts;
  if (!lua_isnil(state, -1)) texts = list_at(state, -1, field);
  lua_pop(state, 1);
  return texts;
}

void push(lua_State* state, std::string_view text) { lua_pushlstring(state, text.data(), text.size()); }

void push(lua_State* state, const std::vector<std::string>& texts) {
  lua_createtable(state, static_cast<int>(texts.size()), 0);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    push(state, texts[i]);
    lua_rawseti(state, -2, static_cast<lua_Integer>(i + 1));
  }
}

void push_error(lua_State* state, const std::string& message, ExitStatus status) {
  lua_createtable(state, 0, 2);
  push(state, message);
  lua_setfield(state, -2, "message");
  lua_pushinteger(state, static_cast<int>(status));
  lua_setfield(state, -2, "status");
  if (luaL_newmetatable(state, error_type) != 0) {
    lua_pushcfunction(state, error_to_text);
    lua_setfield(state, -2, "__tostring");
  }
  lua_setmetatable(state, -2);
}

Error take_error(lua_State* state) {
  std::string message;
  auto status = ExitStatus::failure;
  if (lua_istable(state, -1)) {
    message = text_field(state, -1, "message", "an error that is a table");
    lua_pushstring(state, "status");
    lua_rawget(state, -2);
    if (lua_isinteger(state, -1) != 0) status = static_cast<ExitStatus>(lua_tointeger(state, -1));
    lua_pop(state, 1);
  } else if (lua_isstring(state, -1) != 0) {
    message = text_at(state, -1);
  } else {
    message = fmt::format("an error that is a {}", luaL_typename(state, -1));
  }
  lua_pop(state, 1);
  return Error{message, status};
}

std::string place_of_caller(lua_State* state, std::string_view module_sources) {
  lua_Debug frame{};
  for (int level = 0; lua_getstack(state, level, &frame) != 0; ++level) {
    lua_getinfo(state, "Sl", &frame);
    std::string_view source{frame.source, frame.srclen};
    if (frame.currentline <= 0 || !source.starts_with('@')) continue;
    source.remove_prefix(1);
    if (!module_sources.empty() && source.starts_with(module_sources)) continue;
    return fmt::format("{}:{}", source, frame.currentline);
  }
  return {};
}

}  // namespace nnpipe::lua
