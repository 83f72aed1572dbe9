# SPDX-License-Identifier: MIT

# As a script: fails when one of `objects` has a constructor to run before main(), which it would on CPUs that lack the
# target. (Sanitizers and gcov have theirs in sections with a number.)
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  execute_process(COMMAND "${objdump}" --section-headers ${objects} OUTPUT_VARIABLE sections COMMAND_ERROR_IS_FATAL ANY)
  if(sections MATCHES "[.](init_array|ctors)[ \n]")
    message(FATAL_ERROR "cameo_dispatch: '${file}' has a global object whose constructor runs before main(), also on "
      "CPUs that lack the target; make it a static variable of a function")
  endif()
  return()
endif()

# cameo_target_flags(TARGET VARIABLE): the compiler's flags for a SIMD target of x86. This is the table of targets;
# cpu_supports() in dispatch.hpp asks the CPU for what the flags allow.
function(cameo_target_flags target variable)
  set(ssse3 -mssse3)
  set(sse4 -march=x86-64-v2)
  set(avx2 -march=x86-64-v3)
  set(avx3 -march=x86-64-v4)
  if(NOT target MATCHES "^(ssse3|sse4|avx2|avx3)$")
    message(FATAL_ERROR "Cameo: the SIMD target '${target}' is none of ssse3 sse4 avx2 avx3")
  endif()
  set(${variable} "${${target}}" PARENT_SCOPE)
endfunction()

# cameo_dispatch(PROGRAM FILE... [TARGETS TARGET...]): compiles each file for the baseline, with the program's own
# options, and once more for each target (sse4 avx2 avx3 unless said), and adds all to the program or library; see
# dispatch.hpp. Not on x86 there is the baseline only.
#
# A copy is a source of the program, FILE.TARGET.cpp in the build folder, that defines its target and includes FILE.
# All that the program is given is thus the copy's too: standard, include folders, options, generated headers.
function(cameo_dispatch program)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "TARGETS")
  set(targets sse4 avx2 avx3)
  if(DEFINED arg_TARGETS)
    set(targets ${arg_TARGETS})
  endif()
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set(targets "")
  endif()
  list(TRANSFORM targets TOUPPER OUTPUT_VARIABLE bits)
  list(TRANSFORM bits PREPEND "HWY_")
  list(PREPEND bits cameo::dispatched::detail::baseline)
  list(JOIN bits ", " bits)

  # As a property: target_link_libraries() would ask in which of its two forms the program calls it.
  set_property(TARGET ${program} APPEND PROPERTY LINK_LIBRARIES cameo::cameo)

  # The narrowest first: of an inline function that no copy owns, such as one of std, the linker keeps the first body.
  foreach(file IN LISTS arg_UNPARSED_ARGUMENTS)
    foreach(target IN ITEMS baseline ${targets})
      cameo_add_copy(${program} "${file}" ${target} "${bits}")
    endforeach()
  endforeach()
endfunction()

# The copy of a file for one target, or for the baseline, which lists all.
function(cameo_add_copy program file target bits)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
  cmake_path(GET file STEM stem)
  string(MD5 folder "${file}")
  string(SUBSTRING "${folder}" 0 8 folder)  # files of one name in two folders
  set(copy "${CMAKE_CURRENT_BINARY_DIR}/cameo_dispatch/${program}/${folder}/${stem}.${target}.cpp")
  get_target_property(program_folder ${program} SOURCE_DIR)

  if(target STREQUAL "baseline")
    set(flags "")
    set(definition "#define CAMEO_DISPATCHED_TARGETS ${bits}\n#define CAMEO_NO_TARGET_MESSAGE")
  else()
    cameo_target_flags(${target} flags)
    list(APPEND flags -fno-lto)  # so that the check below sees machine code, and no copy's code moves into another's
    string(TOUPPER "${target}" highway_name)
    set(definition "#define CAMEO_DISPATCHED_TARGET HWY_${highway_name}")
    if(CMAKE_OBJDUMP)
      # Where the program was made, for there alone CMake lets a target be told so.
      cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY [[${program_folder}]] CALL
        cameo_check_constructors [[${program}]] [[${file}]] [[${folder}/${stem}.${target}.cpp]])")
    endif()
  endif()

  file(CONFIGURE OUTPUT "${copy}" CONTENT "${definition}\n#include \"${file}\"\n" @ONLY)
  target_sources(${program} PRIVATE "${copy}")
  set_source_files_properties("${copy}" TARGET_DIRECTORY ${program} PROPERTIES COMPILE_OPTIONS "${flags}"
    OBJECT_DEPENDS "${file}" SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  get_source_file_property(generated "${file}" GENERATED)
  if(generated)  # as a source that is not compiled itself, so that CMake makes it
    target_sources(${program} PRIVATE "${file}")
    set_source_files_properties("${file}" TARGET_DIRECTORY ${program} PROPERTIES HEADER_FILE_ONLY ON)
  endif()
endfunction()

# Checks the object of a copy, by this file as a script, before the program is linked.
function(cameo_check_constructors program file copy)
  string(REGEX REPLACE "([][+.*()^$?\\])" "\\\\\\1" pattern "${copy}")
  add_custom_command(TARGET ${program} PRE_LINK VERBATIM COMMAND_EXPAND_LISTS COMMAND "${CMAKE_COMMAND}"
    "-Dobjdump=${CMAKE_OBJDUMP}" "-Dobjects=$<FILTER:$<TARGET_OBJECTS:${program}>,INCLUDE,${pattern}>" "-Dfile=${file}"
    -P "${CMAKE_CURRENT_FUNCTION_LIST_FILE}")
endfunction()
