"""The compiled engine as WebAssembly: Python functions over tables of numbers, as WebAssembly text, played by wasmtime."""
