// The filter's inner loop (lib/preprocess/assembly/diffusion.ts) in C++, by vectors of 4 floats as WebAssembly has
// them or of WIDTH, and how many such vectors the processor multiplies a second. Built and run by
// bench/preprocess_stages.ts; prints the nanoseconds a vector takes an iteration, and the 10^9 products a second.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#ifndef WIDTH
#define WIDTH 4
#endif

typedef float Floats __attribute__((vector_size(4 * WIDTH)));
typedef int Integers __attribute__((vector_size(4 * WIDTH)));

// A head of 208 of 512 columns in every row: as many pixels as the mean slice has to filter.
const int ROWS = 512, COLUMNS = 512, FIRST = 152, LAST = 360, ITERATIONS = 10, REPEATS = 100;

static float image[(ROWS + 2) * COLUMNS];
static float fromAbove[ITERATIONS * COLUMNS];

static double seconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static Floats load(const float *at) {
  Floats value;
  memcpy(&value, at, sizeof value);
  return value;
}

static Floats flux(Floats difference) {
  const Floats square = difference * difference, limit = square * 0 + 0.0064f;
  const Floats x = square < limit ? square : limit;
  const Floats root = ((-8e-6f * x + 0.000444f) * x - 0.0143f) * x + 0.917f;
  const Floats power2 = root * root, power4 = power2 * power2, power8 = power4 * power4;
  return difference * (power8 * power8);
}

static void stepRow(float *row, float *above) {
  Integers previous;
  for (int lane = 0; lane < WIDTH; lane++) previous[lane] = WIDTH - 1 + lane;
  Floats before = {};
  for (int x = FIRST; x < LAST; x += WIDTH) {
    const Floats value = load(row + x), up = load(above + x);
    const Floats right = flux(load(row + x + 1) - value);
    const Floats down = flux(load(row + x + COLUMNS) - value);
    const Floats left = __builtin_shuffle(before, right, previous);
    const Floats sum = value + ((right - left) + (down - up));
    memcpy(above + x, &down, sizeof down);
    memcpy(row + x, &sum, sizeof sum);
    before = right;
  }
}

static void diffuse() {
  for (int front = 0; front < ROWS + ITERATIONS - 1; front++) {
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      const int y = front - iteration;
      if (y >= 0 && y < ROWS) stepRow(image + y * COLUMNS, fromAbove + iteration * COLUMNS);
    }
  }
}

// Eight products that do not wait for each other.
static void multiply(long times) {
  for (long i = 0; i < times; i++) {
    __asm__ volatile(
        "vmulps %%xmm0, %%xmm0, %%xmm1\n vmulps %%xmm0, %%xmm0, %%xmm2\n"
        "vmulps %%xmm0, %%xmm0, %%xmm3\n vmulps %%xmm0, %%xmm0, %%xmm4\n"
        "vmulps %%xmm0, %%xmm0, %%xmm5\n vmulps %%xmm0, %%xmm0, %%xmm6\n"
        "vmulps %%xmm0, %%xmm0, %%xmm7\n vmulps %%xmm0, %%xmm0, %%xmm8\n"
        ::: "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8");
  }
}

template <typename Work>
static double best(Work work) {
  double least = 1e9;
  for (int i = 0; i < REPEATS; i++) {
    const double begin = seconds();
    work();
    least = std::min(least, seconds() - begin);
  }
  return least;
}

int main() {
  srand(1);
  for (float &pixel : image) pixel = rand() % 1000 / 1000.f;
  const double vectors = (double)ROWS * ITERATIONS * (LAST - FIRST) / WIDTH;
  const long times = 250000;
  printf("%.3f %.2f\n", 1e9 * best(diffuse) / vectors, 8e-9 * times / best([&] { multiply(times); }));
  return image[5000] == 0; // The filter is not to be left out.
}
