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

# cameo_target_flags(TARGET VARIABLE): the compiler's flags for a SIMD target of x86: ssse3 sse4 avx2 avx3. Highway
# 1.0.3 wants AES and CLMUL from SSE4 upwards. cpu_supports() in dispatch.hpp asks the CPU for the same.
function(cameo_target_flags target variable)
  set(ssse3 -mssse3)
  set(sse4 -march=x86-64-v2 -maes -mpclmul)
  set(avx2 -march=x86-64-v3 -maes -mpclmul)
  set(avx3 -march=x86-64-v4 -maes -mpclmul)
  if(NOT target MATCHES "^(ssse3|sse4|avx2|avx3)$")
    message(FATAL_ERROR "Cameo: the SIMD target '${target}' is none of ssse3 sse4 avx2 avx3")
  endif()
  set(${variable} "${${target}}" PARENT_SCOPE)
endfunction()

# Checks the objects of a copy, by this file as a script, before the program is linked.
function(cameo_check_constructors program copy file)
  if(CMAKE_OBJDUMP)
    add_custom_command(TARGET ${program} PRE_LINK VERBATIM COMMAND "${CMAKE_COMMAND}" "-Dobjdump=${CMAKE_OBJDUMP}"
      "-Dobjects=$<TARGET_OBJECTS:${copy}>" "-Dfile=${file}" -P "${CMAKE_CURRENT_FUNCTION_LIST_FILE}")
  endif()
endfunction()

# cameo_dispatch(PROGRAM FILE... [TARGETS TARGET...]): compiles each file for the baseline, with the program's own
# options, and once more for each target (sse4 avx2 avx3 unless said), and adds all to the program or library; see
# dispatch.hpp. Not on x86 there is the baseline only.
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
  list(JOIN bits "," bits)
  list(PREPEND targets baseline)

  get_target_property(position_independent ${program} POSITION_INDEPENDENT_CODE)
  get_target_property(type ${program} TYPE)
  if(type MATCHES "SHARED|MODULE")
    set(position_independent ON)
  endif()

  # The narrowest first: of an inline function that no copy owns, such as one of std, the linker keeps the first body.
  foreach(file IN LISTS arg_UNPARSED_ARGUMENTS)
    cmake_path(GET file STEM stem)
    foreach(target IN LISTS targets)
      set(copy "${program}_${stem}_${target}")
      add_library(${copy} OBJECT "${file}")
      target_link_libraries(${copy} PRIVATE cameo::cameo $<TARGET_PROPERTY:${program},LINK_LIBRARIES>)
      target_include_directories(${copy} PRIVATE $<TARGET_PROPERTY:${program},INCLUDE_DIRECTORIES>)
      target_compile_definitions(${copy} PRIVATE $<TARGET_PROPERTY:${program},COMPILE_DEFINITIONS>)
      target_compile_options(${copy} PRIVATE $<TARGET_PROPERTY:${program},COMPILE_OPTIONS>)
      set_target_properties(${copy} PROPERTIES POSITION_INDEPENDENT_CODE ${position_independent})
      if(target STREQUAL "baseline")
        target_compile_definitions(${copy} PRIVATE "CAMEO_DISPATCHED_TARGETS=${bits}")
      else()
        cameo_target_flags(${target} flags)
        target_compile_options(${copy} PRIVATE ${flags})
        string(TOUPPER "${target}" highway_name)
        target_compile_definitions(${copy} PRIVATE CAMEO_DISPATCHED_TARGET=HWY_${highway_name})
        cameo_check_constructors(${program} ${copy} "${file}")
      endif()
      target_sources(${program} PRIVATE $<TARGET_OBJECTS:${copy}>)
    endforeach()
  endforeach()
endfunction()
