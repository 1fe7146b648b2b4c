# Answers calls of Ruby code, one after the other. What the code prints goes to the standard error, answers to a stream of their own.
require "json"
token = ARGV[0]
answers = $stdout.dup
requests = $stdin.dup
answers.binmode
requests.binmode
$stdin.reopen(File::NULL)
$stdout.reopen($stderr)
until (line = requests.gets).nil?
  request = JSON.parse(requests.read(line.to_i).force_encoding("UTF-8"))
  begin
    home = Object.new
    if request["code"]
      home.instance_eval("def main(#{request["names"].join(", ")})\n#{request["code"]}\nend", "<inline>", 0)
      name = "main"
    else
      home.instance_eval(File.read(request["path"]), request["path"])
      name = request["functions"].find { |wanted| home.respond_to?(wanted, true) }
    end
    answer = name ? { "value" => home.send(name, *request["args"]) } : { "missing" => home.singleton_methods.map(&:to_s) }
  rescue Exception => error
    place = (error.backtrace || []).find { |frame| frame.start_with?(request["path"] || "<inline>") }
    answer = { "error" => { "type" => error.class.name, "message" => error.message, "file" => request["path"], "line" => place && place[/:(\d+)/, 1].to_i } }
  end
  data = (JSON.generate(answer) rescue JSON.generate({ "error" => { "type" => "TypeError", "message" => "the result is no JSON" } })).b
  answers.write("\n#{token} #{data.bytesize}\n".b, data)
  answers.flush
end
