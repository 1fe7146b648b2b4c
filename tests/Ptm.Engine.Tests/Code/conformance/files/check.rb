def get_assert(output, context)
  output == context["vars"]["expected"]
end

def named(output, context)
  { "pass" => true, "score" => 0.25, "reason" => "named" }
end

def symbols(output, context)
  { pass: true, score: 0.75, reason: "symbols" }
end

def snake(output, context)
  { "pass_" => true, "score" => 0.75, "reason" => "snake" }
end

def without_reason(output, context)
  { "pass" => true, "score" => 0.5 }
end

def failing(output, context)
  { "pass" => false, "score" => 0.9, "reason" => "no" }
end

def number(output, context)
  0.5
end

def text(output, context)
  "yes"
end

def nothing(output, context)
  nil
end

def throws(output, context)
  raise "boom"
end

def printing(output, context)
  puts "not an answer"
  true
end
